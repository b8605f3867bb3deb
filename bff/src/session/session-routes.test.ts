import { randomBytes } from 'node:crypto'
import { sealWith } from '@kilonova/compute-core/platform/seal'
import type { Browser } from '../../test/support/a-browser.ts'
import { aProject } from '../../test/support/a-project.ts'
import type { CloudApi } from '../../test/support/cloud-api.ts'
import { expect, test } from '../../test/support/cloud-test.ts'

/** What identity says about `token`, or nothing for one that it does not accept. */
const tokenBody = (api: CloudApi, token: string) =>
  api
    .call<{ token: { project?: { id: string } } }>('GET', '/identity/v3/auth/tokens', undefined, {
      'x-subject-token': token,
    })
    .then(
      (body) => body.token,
      () => undefined,
    )

test('without a session, the session is null and not an error', async ({ openBrowser }) => {
  const response = await openBrowser().request('/bff/session')
  expect(response.status).toBe(200)
  expect(await response.json()).toBeNull()
})

test('a session says in which projects somebody has which roles, and shows no token', async ({
  cloud,
  member,
  person,
  project,
}) => {
  const laboratory = await aProject(cloud.admin)
  await laboratory.grants(person, 'admin')
  const session = await member.json<{ projects: { name: string }[] }>('/bff/session')
  expect(session).toMatchObject({
    user: { name: person.name },
    administration: { roles: expect.arrayContaining(['admin']), isAdmin: true },
    adminCommands: expect.arrayContaining(['shelveOffload', 'resetState']),
  })
  expect(session.projects).toHaveLength(2)
  expect(session.projects).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ id: project.id, name: project.name, isAdmin: false }),
      expect.objectContaining({ id: laboratory.id, isAdmin: true }),
    ]),
  )
  for (const token of member.tokens()) expect(JSON.stringify(session)).not.toContain(token)
})

test('two tabs work in two projects, each with a token for its own', async ({ cloud, member, person, project }) => {
  const laboratory = await aProject(cloud.admin)
  await laboratory.grants(person, 'member')
  const make = (id: string) =>
    member.request(`/bff/p/${id}/api/compute/os-server-groups`, {
      method: 'POST',
      json: { server_group: { name: `of ${id}`, policy: 'affinity' } },
    })
  await Promise.all([project.id, laboratory.id, project.id, laboratory.id].map(make))
  for (const { id } of [project, laboratory]) {
    const { server_groups: groups } = await member.json<{ server_groups: { name: string }[] }>(
      `/bff/p/${id}/api/compute/os-server-groups`,
    )
    expect(groups.map(({ name }) => name)).toEqual([`of ${id}`, `of ${id}`])
  }
})

test('a project without a role is a 404 that ends no session', async ({ cloud, member }) => {
  const another = await aProject(cloud.admin)
  for (const id of [another.id, 'nothing', '0'.repeat(32)]) {
    const response = await member.request(`/bff/p/${id}/servers`)
    expect(response.status).toBe(404)
    expect(await response.text()).toContain('in which you have a role')
  }
  expect((await member.request('/bff/api/compute/os-keypairs')).status).toBe(200)
})

test('administration is open to administrators alone', async ({ member, openBrowser, project }) => {
  expect((await member.request('/bff/admin/api/compute/os-keypairs')).status).toBe(403)
  const administrator = openBrowser()
  await administrator.signIn(await project.hasPerson('admin'))
  expect((await administrator.request('/bff/admin/api/compute/os-keypairs')).status).toBe(200)
})

test('who loses the role in a project is told so within a minute, and works on in others', async ({
  cloud,
  member,
  person,
  project,
}) => {
  const laboratory = await aProject(cloud.admin)
  await laboratory.grants(person, 'member')
  expect((await member.request(`/bff/p/${laboratory.id}/api/compute/os-keypairs`)).status).toBe(200)
  await cloud.admin.call('PATCH', `/identity/v3/projects/${laboratory.id}`, { project: { enabled: false } })
  const response = await member.request(`/bff/p/${laboratory.id}/api/compute/os-keypairs`)
  expect(response.status).toBe(503)
  expect(response.headers.get('retry-after')).toBe('1')
  expect((await member.request(`/bff/p/${laboratory.id}/api/compute/os-keypairs`)).status).toBe(404)
  expect((await member.request(`/bff/p/${project.id}/api/compute/os-keypairs`)).status).toBe(200)
})

test('a session that is young is not renewed yet, and one that was signed out of never', async ({
  member,
  openBrowser,
}) => {
  const cookie = member.cookie()
  expect(await member.json('/bff/session/renewal', { method: 'POST' })).toMatchObject({ isRenewed: false })
  await member.request('/bff/session', { method: 'DELETE' })
  const thief = openBrowser()
  thief.setCookie(cookie)
  expect((await thief.request('/bff/session/renewal', { method: 'POST' })).status).toBe(401)
})

test('a session that has lasted as long as it may is renewed no more, and ends when its token does', async ({
  openBrowser,
  person,
}) => {
  const cookieKey = randomBytes(32)
  const browser = openBrowser({ cookieKey })
  await browser.signIn(person)
  const seal = sealWith(cookieKey)
  const [name, sealed] = browser.cookie().split(/=(.*)/) as [string, string]
  const session = JSON.parse(seal.open(decodeURIComponent(sealed))) as object
  const expiresAt = new Date(Date.now() + 2_000).toISOString()
  const signedInAt = new Date(Date.now() - 12 * 3_600_000).toISOString()
  browser.setCookie(`${name}=${seal.close(JSON.stringify({ ...session, expiresAt, signedInAt }))}`)
  expect(await browser.json('/bff/session/renewal', { method: 'POST' })).toEqual({ expiresAt, isRenewed: false })
  expect(await browser.json('/bff/session')).toMatchObject({ expiresAt })
  await expect.poll(() => browser.json('/bff/session'), { timeout: 5_000 }).toBeNull()
  const response = await browser.request('/bff/session/renewal', { method: 'POST' })
  expect(response.status).toBe(401)
  expect(await response.text()).toContain('Your session has ended. Sign in again.')
})

test('a wrong password is a 401 with service, status and request id, and leaves no session', async ({
  openBrowser,
  person,
}) => {
  const browser = openBrowser()
  const response = await browser.signIn(person, { password: 'wrong' })
  expect(response.status).toBe(401)
  const { error } = (await response.json()) as { error: Record<string, unknown> }
  expect(error).toMatchObject({ service: 'identity', status: 401, requestId: expect.stringMatching(/^req-/) })
  expect(browser.cookie()).toBe('')
})

test('the cookie is out of reach of scripts and other sites, and shows no token', async ({ openBrowser, person }) => {
  const browser = openBrowser()
  const set = (await browser.signIn(person)).headers.get('set-cookie') ?? ''
  await browser.request('/bff/api/compute/os-keypairs')
  expect(set).toMatch(/HttpOnly/)
  expect(set).toMatch(/SameSite=Lax/)
  const tokens = browser.tokens()
  expect(tokens).toHaveLength(2)
  expect(tokens.filter((token) => set.includes(token))).toEqual([])
})

test.for([
  ['https://cloud.test', true],
  ['http://cloud.test', false],
] as const)(
  'behind a proxy with TLS the cookie is for https only: %s',
  async ([publicUrl, isSecure], { openBrowser, person }) => {
    const set = (await openBrowser({ publicUrl }).signIn(person)).headers.get('set-cookie') ?? ''
    expect(/; Secure/i.test(set)).toBe(isSecure)
  },
)

test('a cookie that was sealed with another key or changed is no session', async ({ openBrowser, member }) => {
  const other = openBrowser({ cookieKey: randomBytes(32) })
  other.setCookie(member.cookie())
  expect((await other.request('/bff/servers')).status).toBe(401)
  member.setCookie(`${member.cookie().slice(0, -4)}AAAA`)
  expect((await member.request('/bff/servers')).status).toBe(401)
})

test('signing out revokes the tokens and deletes the cookie', async ({ member, project }) => {
  await member.request('/bff/api/compute/os-keypairs')
  const tokens = member.tokens()
  expect(tokens).toHaveLength(2)
  const accepted = async () => (await Promise.all(tokens.map((token) => tokenBody(project.api, token)))).map(Boolean)
  expect(await accepted()).toEqual([true, true])
  await member.request('/bff/session', { method: 'DELETE' })
  expect(await accepted()).toEqual([false, false])
  expect(member.cookie()).toBe('')
})

test.for([
  { 'sec-fetch-site': 'cross-site' },
  { 'sec-fetch-site': 'same-site' },
  { 'sec-fetch-site': '', origin: 'https://evil.test' },
  { 'sec-fetch-site': '', origin: 'null' },
  { 'sec-fetch-site': '' },
])('a change from elsewhere (%o) is rejected before it reaches the cloud', async (headers, { member }) => {
  const id = await aGroup(member)
  const before = member.seen.length
  const response = await member.request(`/bff/api/compute/os-server-groups/${id}`, { method: 'DELETE', headers })
  expect(response.status).toBe(403)
  expect(member.seen.length).toBe(before)
  expect(await member.json('/bff/api/compute/os-server-groups')).toMatchObject({ server_groups: [{ id }] })
})

test('a browser that does not know Sec-Fetch-Site is identified by its Origin', async ({ member }) => {
  const id = await aGroup(member)
  const headers = { 'sec-fetch-site': '', origin: 'http://cloud.test' }
  expect((await member.request(`/bff/api/compute/os-server-groups/${id}`, { method: 'DELETE', headers })).status).toBe(
    204,
  )
  expect(await member.json('/bff/api/compute/os-server-groups')).toEqual({ server_groups: [] })
})

test('who guesses passwords at one address waits, and is told how long; the person signs in elsewhere', async ({
  openBrowser,
  person,
}) => {
  const guesser = openBrowser({ address: '192.0.2.66' })
  for (let n = 0; n < 10; n++) expect((await guesser.signIn(person, { password: `guess ${n}` })).status).toBe(401)
  const limited = await guesser.signIn(person)
  expect(limited.status).toBe(429)
  expect(Number(limited.headers.get('retry-after'))).toBeGreaterThan(0)
  expect((await openBrowser({ address: '192.0.2.67' }).signIn(person)).status).toBe(200)
})

/** A server group that the person has made. */
async function aGroup(member: Browser): Promise<string> {
  const json = { server_group: { name: 'web', policy: 'affinity' } }
  const made = await member.json<{ server_group: { id: string } }>('/bff/api/compute/os-server-groups', {
    method: 'POST',
    json,
  })
  return made.server_group.id
}
