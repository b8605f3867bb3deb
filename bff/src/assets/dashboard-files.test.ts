import { request as httpRequest } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createAdaptorServer } from '@hono/node-server'
import { expect, onTestFinished, test } from 'vitest'
import { aBrowser } from '../../test/support/a-browser.ts'

test('every page address gets the page, with a nonce of its own that the policy names', async () => {
  const { request } = aBrowser()
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

test('no script of elsewhere runs, nobody frames the page, and no answer is guessed at', async () => {
  const { headers } = await aBrowser().request('/')
  const policy = headers.get('content-security-policy')
  expect(policy).toContain("default-src 'none'")
  expect(policy).toContain("script-src 'self';")
  expect(policy).not.toContain('unsafe')
  expect(policy).toContain("frame-ancestors 'none'")
  expect(headers.get('x-content-type-options')).toBe('nosniff')
})

test('files that are named after their content are kept for ever, packed for who can unpack', async () => {
  const { request } = aBrowser()
  const plain = await request('/assets/index-abc.js')
  expect(await plain.text()).toBe('plain')
  expect(plain.headers.get('cache-control')).toContain('immutable')
  const packed = await request('/assets/index-abc.js', { headers: { 'accept-encoding': 'gzip, br' } })
  expect(packed.headers.get('content-encoding')).toBe('br')
  expect(await packed.text()).toBe('packed')
  expect((await request('/mark.svg')).headers.get('cache-control')).toBe('no-cache')
})

test('a script that is gone is a 404, not a page', async () => {
  expect((await aBrowser().request('/assets/gone-xyz.js')).status).toBe(404)
})

test.each([
  '/../secret.txt',
  '/%2e%2e/secret.txt',
  '/..%2fsecret.txt',
  '/assets/..%2f..%2fsecret.txt',
  '/%2e%2e%5csecret.txt',
  '/%00',
  '/%',
])('nothing outside the folder is read: %s', async (path) => {
  const server = createAdaptorServer({ fetch: aBrowser().app.fetch })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  const body = await raw((server.address() as AddressInfo).port, path)
  expect(body).not.toContain('nobody reads this')
})

/** A request whose path no client has tidied up. */
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

test('an address below /bff where nothing is says so in JSON', async () => {
  const answer = await aBrowser().request('/bff/nothing')
  expect([401, 404]).toContain(answer.status)
  expect(await answer.json()).toHaveProperty('error.message')
})
