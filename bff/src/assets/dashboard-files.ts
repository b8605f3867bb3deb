import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { Hono } from 'hono'
import { createMiddleware } from 'hono/factory'
import { getMimeType } from 'hono/utils/mime'
import type { BffEnv } from '../bff-env.ts'

const noncePlaceholder = '__CSP_NONCE__'
const immutable = 'public, max-age=31536000, immutable'

/**
 * Serves the built dashboard from `folder`. Only files that were there when this was made are ever read, found by name in
 * a list and never by joining paths; every other page address gets index.html, which finds its own way.
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
  const file = createMiddleware<BffEnv>(async (c, next) => {
    const name = safeDecode(c.req.path).slice(1)
    if (name === 'index.html' || !names.has(name) || /\.(br|map)$/.test(name)) return next()
    const packed = names.has(`${name}.br`) && /\bbr\b/.test(c.req.header('accept-encoding') ?? '')
    c.header('content-type', getMimeType(name) ?? 'application/octet-stream')
    c.header('cache-control', name.startsWith('assets/') ? immutable : 'no-cache')
    if (names.has(`${name}.br`)) c.header('vary', 'accept-encoding')
    if (packed) c.header('content-encoding', 'br')
    return c.body(read(packed ? `${name}.br` : name))
  })
  const page = createMiddleware<BffEnv>(async (c) => {
    if (c.req.method !== 'GET' && c.req.method !== 'HEAD') return c.text('Not found', 404)
    // A missing script must not be answered with a page: the browser would try to run it.
    if (/\.\w{1,5}$/.test(c.req.path) && c.req.path.startsWith('/assets/')) return c.text('Not found', 404)
    c.header('cache-control', 'no-store') // its nonce is good once
    if (!names.has('index.html')) return c.html(notBuilt, 503)
    return c.html(read('index.html').toString('utf8').replaceAll(noncePlaceholder, c.var.nonce))
  })
  return new Hono<BffEnv>().use(file).use(page)
}

const notBuilt = `<!doctype html><html lang="en"><title>Kilonova</title><h1>The dashboard is not built</h1>
<p>Run <code>npm start</code>, or <code>pnpm build</code>, and load this page again. The APIs work meanwhile.</p></html>`

function listFiles(folder: string): string[] {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
  } catch {
    return [] // not built: the page says so
  }
}

function safeDecode(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}
