import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { Hono } from 'hono'
import { createMiddleware } from 'hono/factory'
import { getMimeType } from 'hono/utils/mime'
import type { BffEnv } from '../request/bff-env.ts'
import type { Coding } from '../request/content-coding.ts'
import { packer } from '../request/packed.ts'

const noncePlaceholder = '__CSP_NONCE__'
/** What the build calls a file in a coding. */
const endings = { br: 'br', zstd: 'zst', gzip: 'gz' } satisfies Record<Coding, string>

const immutable = 'public, max-age=31536000, immutable'

/**
 * Serves the built dashboard from `folder`. Reads only files that existed when it was created, looked up by name in a list
 * and never by joining paths. Every other page address gets index.html, whose router takes over.
 */
export function dashboardFiles(folder: string) {
  const names = new Set(listFiles(folder))
  const bytes = new Map<string, Buffer<ArrayBuffer>>()
  const read = (name: string) => {
    const known = bytes.get(name)
    if (known) return known
    const read = Buffer.from(readFileSync(join(folder, name)))
    bytes.set(name, read)
    return read
  }
  const pack = packer()
  /** The forms in which the build has left a file. */
  const madeForms = (name: string) => {
    const made = Object.entries(endings).filter(([, ending]) => names.has(`${name}.${ending}`))
    const forms = Object.fromEntries(made.map(([coding, ending]) => [coding, () => read(`${name}.${ending}`)]))
    return made.length > 0 ? { forms } : {}
  }
  const file = createMiddleware<BffEnv>(async (c, next) => {
    const name = safeDecode(c.req.path).slice(1)
    if (name === 'index.html' || !names.has(name) || /\.(br|zst|gz|map)$/.test(name)) return next()
    const type = getMimeType(name) ?? 'application/octet-stream'
    const asked = { accepted: c.req.header('accept-encoding'), known: c.req.header('if-none-match') }
    const { bytes, headers: found } = await pack(name, { bytes: read(name), type, ...madeForms(name) }, asked)
    const cacheControl = name.startsWith('assets/') ? immutable : 'no-cache'
    const headers = { 'content-type': type, 'cache-control': cacheControl, ...found }
    return bytes ? c.body(bytes, 200, headers) : c.body(null, 304, headers)
  })
  const page = createMiddleware<BffEnv>(async (c) => {
    if (c.req.method !== 'GET' && c.req.method !== 'HEAD') return c.text('Not found', 404)
    // A missing script must not get a page: the browser would try to run it.
    if (/\.\w{1,5}$/.test(c.req.path) && c.req.path.startsWith('/assets/')) return c.text('Not found', 404)
    c.header('cache-control', 'no-store') // its nonce is for one use
    if (!names.has('index.html')) return c.html(notBuilt, 503)
    return c.html(read('index.html').toString('utf8').replaceAll(noncePlaceholder, c.var.nonce))
  })
  return new Hono<BffEnv>().use(file).use(page)
}

const notBuilt = `<!doctype html><html lang="en"><title>Kilonova</title><h1>The dashboard is not built</h1>
<p>Run <code>npm start</code>, or <code>pnpm build</code>, and load this page again. The APIs are available meanwhile.</p></html>`

function listFiles(folder: string): string[] {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
  } catch {
    return [] // not built, as the page then says
  }
}

function safeDecode(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}
