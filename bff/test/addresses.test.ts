import { request as httpRequest } from 'node:http'
import { onTestFinished } from 'vitest'
import { cloudClient } from '../src/cloud/cloud-client.ts'
import { frontDoor } from '../src/front-door.ts'
import { listen } from '../src/listen.ts'
import type { Browser } from './support/a-browser.ts'
import { expect, test } from './support/cloud-test.ts'
import type { FakeDriverCloud } from './support/fake-driver-cloud.ts'

/** Sends requests of `browser`'s with paths that nobody has folded. */
async function served({ app, cookie }: Browser, { cloud }: FakeDriverCloud) {
  const listener = await listen({ port: 0, host: '127.0.0.1' })
  onTestFinished(() => listener.close())
  listener.serve(frontDoor({ fetch: (request, env) => cloud.fetch(request, env) }, app))
  const { port } = new URL(listener.url)
  const headers = { cookie: cookie(), 'sec-fetch-site': 'same-origin', 'content-type': 'application/json' }
  return (method: string, path: string, body = '{}') =>
    new Promise<{ status: number; body: string }>((resolve, reject) => {
      const sent = httpRequest({ host: '127.0.0.1', port, method, path, headers }, (response) => {
        let text = ''
        response.on('data', (part: Buffer) => (text += part.toString()))
        response.on('end', () => resolve({ status: response.statusCode!, body: text }))
      })
      sent.on('error', reject)
      if (method === 'GET') return void sent.end()
      sent.setHeader('content-length', Buffer.byteLength(body))
      sent.end(body)
    })
}

const dots = ['.', '..', '%2e', '%2E%2E', '.%2e']

test('a path that means another one reaches no service, whichever route and parameter it is', async ({
  cloud,
  member,
}) => {
  const send = await served(member, cloud)
  const routes = member.app.routes.filter(({ path }) => /^\/bff\/p\/:project\/.*:/.test(path) && !path.includes('*'))
  expect(routes.length).toBeGreaterThan(5)
  const before = member.seen.length
  for (const { method, path } of routes)
    for (const [parameter] of path.matchAll(/:(?!project)\w+/g)) {
      const filled = (value: string) =>
        path.replace(parameter, value).replace(':project', member.projectId()).replaceAll(/:\w+/g, 'x')
      for (const dot of dots)
        expect({ path, ...(await send(method, filled(dot))) }).toMatchObject({
          status: 400,
          body: expect.stringContaining('means another address'),
        })
      for (const odd of [filled(''), filled('/x'), `${filled('x')}/`, `${filled('x')}//`])
        expect({ odd, status: (await send(method, odd)).status }).toEqual({ odd, status: 404 })
    }
  expect(member.seen.length).toBe(before)
})

test.for(['/bff/servers/../../compute', '/compute/../bff/session', '/..', '//evil.test/', '/servers//x'])(
  'no page is shown for %s',
  async (path, { cloud, openBrowser }) => {
    expect([400, 404]).toContain((await (await served(openBrowser(), cloud))('GET', path)).status)
  },
)

test('what a page says cannot make another address of a request to a service', async ({ cloud }) => {
  const client = cloudClient(cloud.cloud, 'http://cloud.test', 'x')
  for (const path of ['/images/..', `/images/${encodeURIComponent('..')}/file`, '/servers/%2e%2e', '/images//file'])
    await expect(client.send('image', path, { method: 'DELETE' })).rejects.toThrow(
      /means another address|could not be found/,
    )
})

test('JSON that nests too deep is a 400, whoever sends it', async ({ cloud, openBrowser, member }) => {
  for (const browser of [openBrowser(), member])
    for (const depth of [101, 400_000]) {
      const send = await served(browser, cloud)
      const deep = `${'['.repeat(depth)}${']'.repeat(depth)}`
      for (const body of [deep, `{"name":"x","password":${deep}}`])
        expect((await send('POST', '/bff/session', body)).status).toBe(400)
      expect((await send('POST', '/bff/session', '"'.repeat(1_100_000))).status).toBe(413)
    }
})
