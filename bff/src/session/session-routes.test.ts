import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { aBrowser } from '../../test/support/a-browser.ts'

test('nobody is signed in at first, and that is no refusal', async () => {
  const answer = await aBrowser().request('/bff/session')
  expect(answer.status).toBe(200)
  expect(await answer.json()).toBeNull()
})

test('somebody with one project works in it at once', async () => {
  const browser = aBrowser()
  await browser.signIn('one')
  const session = await (await browser.request('/bff/session')).json()
  expect(session).toMatchObject({ user: { name: 'one' }, project: { name: 'demo' }, isAdmin: false })
})

test('somebody with several projects chooses one, and the token then is for that one', async () => {
  const browser = aBrowser()
  expect(await (await browser.signIn('two')).json()).toMatchObject({ project: null })
  await browser.request('/bff/session/project', { method: 'PUT', json: { projectId: 'p-lab' } })
  await browser.request('/bff/key-pairs')
  expect(browser.seen.at(-1)?.headers.get('x-auth-token')).toBe('token.two.p-lab')
})

test('the project of last time is taken up again', async () => {
  const json = { name: 'two', password: 'secret', projectId: 'p-lab' }
  const answer = await aBrowser().request('/bff/session', { method: 'POST', json })
  expect(await answer.json()).toMatchObject({ project: { id: 'p-lab' } })
})

test('a wrong password is refused with the service, the status and the request id, and leaves no session', async () => {
  const browser = aBrowser()
  const answer = await browser.signIn('one', 'wrong')
  expect(answer.status).toBe(401)
  const { error } = (await answer.json()) as { error: Record<string, unknown> }
  expect(error).toMatchObject({ service: 'identity', status: 401, requestId: expect.stringMatching(/^req-/) })
  expect(browser.cookie()).toBe('')
})

test('the cookie is out of reach of scripts and other sites, and shows no token', async () => {
  const browser = aBrowser()
  const set = (await browser.signIn()).headers.get('set-cookie')
  expect(set).toMatch(/HttpOnly/)
  expect(set).toMatch(/SameSite=Lax/)
  expect(set).not.toContain('token')
})

test('a cookie that another key sealed, or that was changed, is no session', async () => {
  const browser = aBrowser()
  await browser.signIn()
  const other = aBrowser(randomBytes(32))
  other.setCookie(browser.cookie())
  expect((await other.request('/bff/servers')).status).toBe(401)
  browser.setCookie(`${browser.cookie().slice(0, -4)}AAAA`)
  expect((await browser.request('/bff/servers')).status).toBe(401)
})

test('signing out revokes the tokens and takes the cookie away', async () => {
  const browser = aBrowser()
  await browser.signIn()
  await browser.request('/bff/session', { method: 'DELETE' })
  const revoked = browser.seen
    .filter(({ method }) => method === 'DELETE')
    .map(({ headers }) => headers.get('x-subject-token'))
  expect(revoked.toSorted()).toEqual(['token.one.p-demo', 'token.one.unscoped'])
  expect(browser.cookie()).toBe('')
})

test.each([
  { 'sec-fetch-site': 'cross-site' },
  { 'sec-fetch-site': 'same-site' },
  { 'sec-fetch-site': '', origin: 'https://evil.test' },
  { 'sec-fetch-site': '', origin: 'null' },
  { 'sec-fetch-site': '' },
])('a change that comes from elsewhere (%o) is refused before the cloud hears of it', async (headers) => {
  const browser = aBrowser()
  await browser.signIn()
  const before = browser.seen.length
  const answer = await browser.request('/bff/key-pairs/laptop', { method: 'DELETE', headers })
  expect(answer.status).toBe(403)
  expect(browser.seen.length).toBe(before)
})

test('a browser that knows no Sec-Fetch-Site is believed by its Origin', async () => {
  const browser = aBrowser()
  await browser.signIn()
  const headers = { 'sec-fetch-site': '', origin: 'http://cloud.test' }
  expect((await browser.request('/bff/key-pairs/laptop', { method: 'DELETE', headers })).status).toBe(200)
})
