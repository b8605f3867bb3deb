import { expect, test } from 'vitest'
import { CloudError, invalid, notFound, unauthorized, unavailable } from '#platform/errors'
import type { Log } from '#platform/log'
import { openstackApp } from './openstack-app.ts'

/** Asks an app that throws `error`, and tells at which level that was logged. */
async function refused(error: Error, publicUrl?: string) {
  const levels: string[] = []
  const log = Object.fromEntries(['error', 'warn', 'debug'].map((level) => [level, () => levels.push(level)]))
  const envelope = ({ message }: { message: string }) => ({ message })
  const app = openstackApp({ service: 'compute', envelope, log: log as unknown as Log, publicUrl })
  app.get('/', () => {
    throw error
  })
  const response = await app.request('http://10.0.0.1:8774/')
  return { status: response.status, levels, headers: response.headers }
}

test.each([
  ['a wish that is no good', invalid('No.'), 400, 'debug'],
  ['what is not there', notFound('Server', 'x'), 404, 'debug'],
  ['what is not built', new CloudError({ kind: 'not-implemented', message: 'Not built yet.' }), 501, 'debug'],
  ['a database that is away', unavailable('The database', 'Retry.'), 503, 'warn'],
  ['a full disk', Object.assign(new Error('no space'), { code: '53100' }), 507, 'warn'],
  ['what nobody foresaw', new Error('bug'), 500, 'error'],
])('%s is logged as what it is', async (_what, error, status, level) => {
  expect(await refused(error)).toMatchObject({ status, levels: [level] })
})

test.each([
  [undefined, 'Keystone uri="http://10.0.0.1:8774/identity"'],
  ['https://cloud.example.org/', 'Keystone uri="https://cloud.example.org/identity"'],
])('who has no token is sent to the address that clients know (%s)', async (publicUrl, told) => {
  expect((await refused(unauthorized('No.'), publicUrl)).headers.get('www-authenticate')).toBe(told)
})
