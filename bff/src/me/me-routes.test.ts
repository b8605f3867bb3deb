import { aProject } from '../../test/support/a-project.ts'
import type { Browser } from '../../test/support/a-browser.ts'
import { expect, test } from '../../test/support/cloud-test.ts'
import { password } from '../../test/support/fake-driver-cloud.ts'
import { passcodeOf } from '../../test/support/passcode.ts'

const secret = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP'

const setUp = (browser: Browser, steps = 0) =>
  browser.request('/bff/me/second-factor', { method: 'PUT', json: { secret, passcode: passcodeOf(secret, { steps }) } })

test('people see who they are to the cloud, and where clients sign in', async ({ member, person }) => {
  expect(await member.json('/bff/me')).toEqual({
    id: person.id,
    name: person.name,
    email: null,
    description: '',
    domain: { id: 'default', name: 'Default' },
    secondFactor: { isOn: false, isDemanded: false, hasSecret: false, hasPassword: true },
    authUrl: 'http://cloud.test/identity/v3',
  })
})

test('nobody is nobody', async ({ openBrowser }) => {
  for (const path of ['/bff/me', '/bff/me/application-credentials'])
    expect((await openBrowser().request(path)).status).toBe(401)
})

test('people change their password: this session goes on, the others end', async ({ openBrowser, member, person }) => {
  const other = openBrowser()
  await other.signIn(person)
  const change = (current: string) =>
    member.request('/bff/me/password', { method: 'POST', json: { current, next: 'another one' } })
  const wrong = await change('wrong')
  expect(wrong.status).toBe(403)
  expect(await wrong.text()).toContain('The current password is wrong.')
  expect((await change(password)).status).toBe(200)
  expect((await member.request('/bff/api/compute/os-keypairs')).status).toBe(200)
  expect((await other.request('/bff/api/compute/os-keypairs')).status).toBe(401)
  expect((await openBrowser().signIn(person)).status).toBe(401)
  expect((await openBrowser().signIn(person, { password: 'another one' })).status).toBe(200)
})

test('with a second factor a code is asked for after the password', async ({ openBrowser, member, person }) => {
  expect(await (await setUp(member)).json()).toMatchObject({ isOn: true, hasSecret: true })
  expect((await member.request('/bff/api/compute/os-keypairs')).status).toBe(200)
  const browser = openBrowser()
  expect(await (await browser.signIn(person)).json()).toEqual({ asksPasscode: true })
  expect(await browser.json('/bff/session')).toBeNull()
  const enter = (passcode: string) => browser.request('/bff/session/passcode', { method: 'POST', json: { passcode } })
  const wrong = await enter('000000')
  expect(wrong.status).toBe(401)
  expect(await wrong.text()).toContain('The code is wrong')
  // What it was set up with is used up.
  expect((await enter(passcodeOf(secret))).status).toBe(401)
  const right = await enter(passcodeOf(secret, { steps: 1 }))
  expect(await right.json()).toMatchObject({ user: { id: person.id } })
  expect((await browser.request('/bff/me')).status).toBe(200)
})

test('a code without a password before it is nothing', async ({ openBrowser }) => {
  const json = { passcode: '123456' }
  const response = await openBrowser().request('/bff/session/passcode', { method: 'POST', json })
  expect(response.status).toBe(401)
  expect(await response.text()).toContain('Enter your password again')
})

test('what a browser keeps of the first step is sealed, for this site alone, and no session', async ({
  openBrowser,
  member,
  person,
}) => {
  await setUp(member)
  const browser = openBrowser()
  const set = (await browser.signIn(person)).headers.get('set-cookie') ?? ''
  expect(set).toMatch(/HttpOnly/)
  expect(set).toMatch(/SameSite=Strict/)
  const [, sealed] = browser.cookie().split('=')
  browser.setCookie(`kilonova_session=${sealed}`)
  expect((await browser.request('/bff/me')).status).toBe(401)
})

test('who guesses codes waits, and is told how long', async ({ openBrowser, member, person }) => {
  await setUp(member)
  const browser = openBrowser({ address: '192.0.2.77' })
  await browser.signIn(person)
  const enter = () => browser.request('/bff/session/passcode', { method: 'POST', json: { passcode: '000000' } })
  for (let n = 0; n < 10; n++) expect((await enter()).status).toBe(401)
  const limited = await enter()
  expect(limited.status).toBe(429)
  expect(Number(limited.headers.get('retry-after'))).toBeGreaterThan(0)
})

test('a second factor is taken away by a code of it', async ({ openBrowser, member, person }) => {
  await setUp(member, -1)
  const remove = (passcode: string) =>
    member.request('/bff/me/second-factor/removal', { method: 'POST', json: { passcode } })
  expect((await remove('000000')).status).toBe(400)
  expect(await (await remove(passcodeOf(secret))).json()).toMatchObject({ isOn: false, hasSecret: false })
  expect((await openBrowser().signIn(person)).status).toBe(200)
})

test('somebody whose rules this page cannot meet is told so', async ({ cloud, openBrowser, person }) => {
  const options = { multi_factor_auth_rules: [['password', 'openid']] }
  await cloud.admin.call('PATCH', `/identity/v3/users/${person.id}`, { user: { options } })
  expect((await openBrowser().signIn(person)).status).toBe(403)
})

const aCredential = (projectId: string, what: object = {}) => ({
  projectId,
  name: 'ci',
  roles: ['reader'],
  unrestricted: false,
  accessRules: [],
  ...what,
})

test('an application credential is made for any project, shows its secret once, and works until it is deleted', async ({
  cloud,
  member,
  person,
}) => {
  const laboratory = await aProject(cloud.admin)
  await laboratory.grants(person, 'member')
  const accessRules = [{ service: 'compute', method: 'GET', path: '/v2.1/servers' }]
  const expiresAt = '2099-01-31T22:59:59.000Z'
  const json = aCredential(laboratory.id, { accessRules, expiresAt, description: 'For tests.' })
  const { secret: shown, ...made } = await member.json<{ id: string; secret: string }>(
    '/bff/me/application-credentials',
    { method: 'POST', json },
  )
  expect(made).toMatchObject({
    name: 'ci',
    description: 'For tests.',
    project: { id: laboratory.id, name: laboratory.name },
    roles: ['reader'],
    isUnrestricted: false,
    accessRules,
    expiresAt: '2099-01-31T22:59:59Z',
  })
  expect(await member.json('/bff/me/application-credentials')).toEqual({ credentials: [made] })
  const signIn = () =>
    cloud.cloud.fetch(
      new Request('http://cloud.test/identity/v3/auth/tokens', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({
          auth: {
            identity: {
              methods: ['application_credential'],
              application_credential: { id: made.id, secret: shown },
            },
          },
        }),
      }),
    )
  expect((await signIn()).status).toBe(201)
  expect((await member.request(`/bff/me/application-credentials/${made.id}`, { method: 'DELETE' })).status).toBe(200)
  expect((await signIn()).status).toBe(401)
})

test('an application credential has no role that one has not, and is for no project of others', async ({
  cloud,
  member,
  project,
}) => {
  const another = await aProject(cloud.admin)
  const create = (json: object) => member.request('/bff/me/application-credentials', { method: 'POST', json })
  expect((await create(aCredential(project.id, { roles: ['admin'] }))).status).toBe(400)
  expect((await create(aCredential(another.id))).status).toBe(404)
  expect((await create(aCredential(project.id, { name: ' ' }))).status).toBe(400)
  expect((await create(aCredential(project.id, { expiresAt: '2001-01-01T00:00:00Z' }))).status).toBe(400)
  expect((await member.request('/bff/me')).status).toBe(200)
})

test('the sign-in page says how the cloud is called and asks for a domain where there are several', async ({
  cloud,
  openBrowser,
}) => {
  const oidc = { id: 'corp', name: 'Corp SSO', issuer: 'https://id.example.com' } as never
  const asked = (parts: object) => openBrowser(parts).json('/bff/session/options')
  expect(await asked({ signIn: { cloudName: 'Lab', domains: ['One'], oidc: [oidc] } })).toEqual({
    cloudName: 'Lab',
    asksDomain: false,
    domains: ['One'],
    providers: [{ id: 'corp', name: 'Corp SSO' }],
  })
  const made = await cloud.admin.call<{ domain: { id: string } }>('POST', '/identity/v3/domains', {
    domain: { name: 'a second one' },
  })
  expect(await asked({})).toMatchObject({ asksDomain: true, domains: null, providers: [] })
  // For the other tests of this cloud.
  await cloud.admin.call('PATCH', `/identity/v3/domains/${made.domain.id}`, { domain: { enabled: false } })
})
