import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from 'node:zlib'
import { request as httpRequest } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createAdaptorServer } from '@hono/node-server'
import { onTestFinished } from 'vitest'
import { expect, test } from '../../test/support/cloud-test.ts'

test('every page address gets the page, with a nonce of its own that is in the policy', async ({ openBrowser }) => {
  const { request } = openBrowser()
  const pages = await Promise.all(['/', '/servers/new', '/consoles/vnc?token=x'].map((path) => request(path)))
  const nonces = await Promise.all(
    pages.map(async (page) => /content="([^"]+)"/.exec(await page.text())?.[1] ?? 'none'),
  )
  expect(new Set(nonces).size).toBe(3)
  pages.forEach((page, index) => {
    expect(page.status).toBe(200)
    expect(page.headers.get('content-security-policy')).toContain(`'nonce-${nonces[index]}'`)
    expect(page.headers.get('cache-control')).toBe('no-store')
  })
})

test('scripts of other sites do not run, nobody frames the page, and browsers do not guess content types', async ({
  openBrowser,
}) => {
  const { headers } = await openBrowser().request('/')
  const policy = headers.get('content-security-policy')
  expect(policy).toContain("default-src 'none'")
  expect(policy).toContain("script-src 'self';")
  expect(policy).not.toContain('unsafe')
  expect(policy).toContain("frame-ancestors 'none'")
  expect(headers.get('x-content-type-options')).toBe('nosniff')
})

test('files named after their content are cached for ever', async ({ openBrowser }) => {
  const { request } = openBrowser()
  const plain = await request('/assets/index-abc.js')
  expect(await plain.text()).toBe('plain')
  expect(plain.headers.get('cache-control')).toContain('immutable')
  expect((await request('/mark.svg')).headers.get('cache-control')).toBe('no-cache')
})

test.for([
  ['/assets/large-abc.css', 'gzip, deflate', 'gzip'],
  ['/assets/large-abc.css', 'gzip, deflate, br, zstd', 'br'],
  ['/assets/large-abc.css', 'gzip, zstd', 'zstd'],
  ['/assets/large-abc.css', 'br;q=0.4, gzip;q=0.5', 'gzip'],
  ['/assets/large-abc.css', '*', 'br'],
  ['/assets/large-abc.css', 'gzip;q=0', null],
  ['/assets/large-abc.css', 'identity', null],
  ['/assets/photo-abc.png', 'gzip, br', null],
  ['/reference/swagger-ui-bundle.js', 'gzip', 'gzip'],
  ['/reference/swagger-ui.css', 'zstd', 'zstd'],
] as const)('%s to a browser that takes %s is compressed: %s', async ([path, accepted, coding], { member }) => {
  const plain = Buffer.from(await (await member.request(path)).arrayBuffer())
  const response = await member.request(path, { headers: { 'accept-encoding': accepted } })
  expect(response.headers.get('content-encoding')).toBe(coding)
  const body = Buffer.from(await response.arrayBuffer())
  expect(body.byteLength < plain.byteLength).toBe(coding !== null)
  expect(unpack[coding ?? 'identity'](body)).toEqual(plain)
  if (coding) expect(response.headers.get('vary')?.toLowerCase()).toContain('accept-encoding')
})

const unpack = {
  gzip: gunzipSync,
  br: brotliDecompressSync,
  zstd: zstdDecompressSync,
  identity: (body: Buffer) => body,
}

test.for([
  ['gzip, deflate', 'gzip'],
  ['zstd, gzip', 'zstd'],
  ['br, gzip, zstd', 'br'],
  ['identity', null],
] as const)(
  'the forms that the build has made are sent as they are: to %s, %s',
  async ([accepted, coding], { openBrowser }) => {
    const { request } = openBrowser()
    const response = await request('/assets/index-abc.js', { headers: { 'accept-encoding': accepted } })
    expect(response.headers.get('content-encoding')).toBe(coding)
    expect(await response.text()).toBe(coding === null ? 'plain' : `packed as ${coding}`)
  },
)

test('a browser that has a file is told so in a line; each form of it is another one', async ({ openBrowser }) => {
  const { request } = openBrowser()
  const ask = (path: string, headers: Record<string, string> = {}) => request(path, { headers })
  const etag = async (path: string, coding: string) =>
    (await ask(path, { 'accept-encoding': coding })).headers.get('etag')!
  const known = await etag('/assets/large-abc.css', 'gzip')
  expect(known).toMatch(/^"[\w-]{22}"$/)
  expect(
    new Set([known, await etag('/assets/large-abc.css', 'br'), await etag('/assets/large-abc.css', '')]).size,
  ).toBe(3)
  const again = await ask('/assets/large-abc.css', {
    'accept-encoding': 'gzip',
    'if-none-match': `"other", W/${known}`,
  })
  expect(again.status).toBe(304)
  expect(await again.text()).toBe('')
  expect(again.headers.get('etag')).toBe(known)
  expect((await ask('/assets/large-abc.css', { 'accept-encoding': 'br', 'if-none-match': known })).status).toBe(200)
  const mark = await etag('/mark.svg', '')
  expect((await ask('/mark.svg', { 'if-none-match': mark })).status).toBe(304)
})

test('short answers stay as they are', async ({ openBrowser }) => {
  for (const path of ['/bff/session', '/healthz', '/mark.svg']) {
    const response = await openBrowser().request(path, { headers: { 'accept-encoding': 'gzip, br, zstd' } })
    expect(response.headers.get('content-encoding')).toBeNull()
  }
})

test('what has changed is streamed as it comes, and is not compressed', async ({ member }) => {
  const response = await member.request('/bff/live', { headers: { 'accept-encoding': 'gzip, br' } })
  expect(response.headers.get('content-encoding')).toBeNull()
  await response.body?.cancel()
})

test('a missing script is a 404, not a page', async ({ openBrowser }) => {
  expect((await openBrowser().request('/assets/gone-xyz.js')).status).toBe(404)
})

test.for([
  '/../secret.txt',
  '/%2e%2e/secret.txt',
  '/..%2fsecret.txt',
  '/assets/..%2f..%2fsecret.txt',
  '/%2e%2e%5csecret.txt',
  '/%00',
  '/%',
])('nothing outside the folder is read: %s', async (path, { openBrowser }) => {
  const server = createAdaptorServer({ fetch: openBrowser().app.fetch })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  const body = await raw((server.address() as AddressInfo).port, path)
  expect(body).not.toContain('nobody reads this')
})

/** A request whose path no client has normalised. */
const raw = (port: number, path: string): Promise<string> =>
  new Promise((resolve, reject) => {
    const sent = httpRequest({ port, path, host: '127.0.0.1' }, (response) => {
      let body = ''
      response.on('data', (chunk: Buffer) => (body += chunk.toString()))
      response.on('end', () => resolve(body))
    })
    sent.on('error', reject)
    sent.end()
  })

test('an unknown address below /bff gets an error in JSON', async ({ openBrowser }) => {
  const response = await openBrowser().request('/bff/nothing')
  expect([401, 404]).toContain(response.status)
  expect(await response.json()).toHaveProperty('error.message')
})
