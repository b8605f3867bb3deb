import { expect, test } from 'vitest'
import { aBrowser } from '../../test/support/a-browser.ts'
import { maySee } from './live-routes.ts'

const session = {
  user: { id: 'u-1', name: 'one' },
  project: { id: 'p-1', name: 'demo' },
  roles: ['member'],
  expiresAt: '',
  userToken: '',
  token: '',
}
const admin = { ...session, roles: ['admin'] }

test.each([
  ['its own project’s server', { topic: 'server', subjectId: 's', projectId: 'p-1' }, true],
  ['another project’s server', { topic: 'server', subjectId: 's', projectId: 'p-2' }, false],
  ['its own key pair', { topic: 'key-pair', subjectId: 'u-1', projectId: null }, true],
  ['somebody else’s key pair', { topic: 'key-pair', subjectId: 'u-2', projectId: null }, false],
  ['a flavor', { topic: 'flavor', subjectId: 'f', projectId: null }, true],
  ['a host', { topic: 'host', subjectId: 'h', projectId: null }, false],
])('a member hears of %s: %o %s', (_what, event, heard) => {
  expect(maySee(session, event)).toBe(heard)
})

test('an administrator hears of hosts, and not of other projects’ servers', () => {
  expect(maySee(admin, { topic: 'host', subjectId: 'h', projectId: null })).toBe(true)
  expect(maySee(admin, { topic: 'server', subjectId: 's', projectId: 'p-2' })).toBe(false)
})

test('a burst is told once, only what may be seen, and leaving ends the subscription', async () => {
  const browser = aBrowser()
  await browser.signIn()
  const answer = await browser.request('/bff/live')
  expect(answer.headers.get('content-type')).toContain('text/event-stream')
  const reader = (answer.body as ReadableStream<Uint8Array>).pipeThrough(new TextDecoderStream()).getReader()
  expect((await reader.read()).value).toContain('event: hello')
  browser.announce({ topic: 'server', subjectId: 's-2', projectId: 'p-2' })
  for (let n = 0; n < 5; n++) browser.announce({ topic: 'server', subjectId: 's-1', projectId: 'p-demo' })
  const { value } = await reader.read()
  expect(value).toContain('data: [{"topic":"server","id":"s-1"}]')
  expect(browser.listeners.size).toBe(1)
  await reader.cancel()
  await expect.poll(() => browser.listeners.size).toBe(0)
})

test('somebody who is not signed in hears nothing', async () => {
  expect((await aBrowser().request('/bff/live')).status).toBe(401)
})
