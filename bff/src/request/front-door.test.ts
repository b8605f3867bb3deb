import { expect, test } from 'vitest'
import { frontDoor, type RequestHandler } from '../front-door.ts'

/** What the app behind the door is told of where a request comes from. */
async function addressTold(path: string, { peer, says }: { peer?: string; says?: string }, trusted: string[] = []) {
  const app: RequestHandler = { fetch: (_request, env) => Response.json(env?.clientAddress ?? null) }
  const request = new Request(`http://cloud.test${path}`, { headers: says ? { 'x-forwarded-for': says } : {} })
  const env = peer ? { incoming: { socket: { remoteAddress: peer } } } : {}
  return (await frontDoor(app, app, trusted).fetch(request, env)).json()
}

test.each(['/identity/v3', '/bff/session'])('%s is told the other end of the connection', async (path) => {
  expect(await addressTold(path, { peer: '192.0.2.7', says: '198.51.100.1' })).toBe('192.0.2.7')
})

test('a proxy that the settings trust says where the client is', async () => {
  expect(await addressTold('/bff/session', { peer: '10.0.0.1', says: '198.51.100.1' }, ['10.0.0.0/8'])).toBe(
    '198.51.100.1',
  )
})
