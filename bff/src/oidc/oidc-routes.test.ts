import { randomBytes } from 'node:crypto'
import { sealWith } from '@kilonova/compute-core/platform/seal'
import { type OidcProvider, oidcProvider } from '@kilonova/compute-core/platform/oidc-setting'
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll } from 'vitest'
import { expect, test } from '../../test/support/cloud-test.ts'
import { type TestProvider, testProvider } from '../../test/support/oidc-provider.ts'
import type { Browser } from '../../test/support/a-browser.ts'
import type { RoundTrip } from './oidc-client.ts'

const callbackOf = (id: string) => `http://cloud.test/bff/session/oidc/${id}/callback`
let corp: TestProvider
let other: TestProvider
beforeAll(async () => {
  corp = await testProvider([callbackOf('corp'), 'https://cloud.example.com/bff/session/oidc/corp/callback'])
  other = await testProvider([callbackOf('other')])
})
afterAll(async () => {
  await corp?.[Symbol.asyncDispose]()
  await other?.[Symbol.asyncDispose]()
})

const providerOf = (id: string, { issuer, clientId, clientSecret }: TestProvider, more: Partial<OidcProvider> = {}) =>
  oidcProvider.parse({
    id,
    name: id,
    issuer,
    client_id: clientId,
    client_secret: clientSecret,
    scopes: 'openid profile email groups',
    ...more,
  })

const signInOf = (providers: OidcProvider[]) => ({ cloudName: 'Kilonova', domains: undefined, oidc: providers })
const both = () => signInOf([providerOf('corp', corp), providerOf('other', other)])

/** Begins to sign in, and says to which address of the provider the browser is sent. */
async function start(browser: Browser, id = 'corp', back = ''): Promise<string> {
  const response = await browser.request(`/bff/session/oidc/${id}/start${back && `?back=${encodeURIComponent(back)}`}`)
  expect(response.status).toBe(303)
  return response.headers.get('location')!
}

/** Comes back from the provider, and says where the dashboard leads then. */
async function comeBack(browser: Browser, url: URL): Promise<URL> {
  const response = await browser.request(`${url.pathname}${url.search}`)
  expect(response.status).toBe(303)
  return new URL(response.headers.get('location')!, 'http://cloud.test')
}

const problemIn = (url: URL) => [url.pathname, url.searchParams.get('problem')]
const isSignedIn = async (browser: Browser) => (await browser.json('/bff/session')) !== null
const aLogin = () => `ada-${randomUUID()}`

test('somebody signs in through a provider, and is led to where they wanted to go', async ({ openBrowser }) => {
  const browser = openBrowser({ signIn: both() })
  const login = aLogin()
  corp.knows(login, { preferred_username: login, email: `${login}@example.com`, email_verified: true })
  const url = await start(browser, 'corp', '/p/demo/servers?q=web')
  const asked = Object.fromEntries(new URL(url).searchParams)
  expect(asked).toMatchObject({
    response_type: 'code',
    code_challenge_method: 'S256',
    redirect_uri: callbackOf('corp'),
    scope: 'openid profile email groups',
    state: expect.stringMatching(/.{20}/),
    nonce: expect.stringMatching(/.{20}/),
  })
  const landed = await comeBack(browser, await corp.signIn(url, login))
  expect(`${landed.pathname}${landed.search}`).toBe('/p/demo/servers?q=web')
  expect(await browser.json('/bff/session')).toMatchObject({ user: { name: login }, projects: [] })
})

test('who signs in through a provider, and who is not let in, stands in the audit with their address', async ({
  openBrowser,
  cloud,
}) => {
  const login = aLogin()
  corp.knows(login, { preferred_username: login })
  const closed = signInOf([providerOf('corp', corp, { create_users: false })])
  for (const signIn of [closed, both()]) {
    const browser = openBrowser({ signIn, address: '192.0.2.77' })
    await comeBack(browser, await corp.signIn(await start(browser), login))
  }
  const asked = `/compute/v2.1/kilonova/audit?kilonova:q=${encodeURIComponent(`action:sign-in target:${login}`)}`
  const { audit } = await cloud.admin.call<{ audit: unknown[] }>('GET', asked)
  expect(audit).toMatchObject([
    { outcome: 'success', user_name: login, address: '192.0.2.77', methods: ['openid', 'corp'] },
    { outcome: 'failure', user_name: null, address: '192.0.2.77' },
  ])
})

test('groups of the provider give projects, also where only its userinfo has them', async ({
  openBrowser,
  project,
}) => {
  const grants = [{ group: 'builders', project: project.name, roles: ['member'] }]
  const browser = openBrowser({ signIn: signInOf([providerOf('corp', corp, { grants })]) })
  const login = aLogin()
  corp.knows(login, { preferred_username: login, groups: ['builders'] })
  await comeBack(browser, await corp.signIn(await start(browser), login))
  expect(await browser.json('/bff/session')).toMatchObject({ projects: [{ id: project.id }] })
  expect((await browser.request(`/bff/p/${project.id}/servers`)).status).toBe(200)
})

test('somebody of the same name and address as a local user is another one', async ({ openBrowser, person }) => {
  const browser = openBrowser({ signIn: both() })
  const login = aLogin()
  corp.knows(login, { preferred_username: person.name, email: 'admin@example.com', email_verified: true })
  await comeBack(browser, await corp.signIn(await start(browser), login))
  const session = await browser.json<{ user: { id: string; name: string } }>('/bff/session')
  expect(session.user.name).toBe(`${person.name}@corp`)
  expect(session.user.id).not.toBe(person.id)
})

test('behind a proxy the provider is told the public address, and the cookie is for https only', async ({
  openBrowser,
}) => {
  const browser = openBrowser({ signIn: both(), publicUrl: 'https://cloud.example.com' })
  const response = await browser.request('/bff/session/oidc/corp/start')
  const url = new URL(response.headers.get('location')!)
  expect(url.searchParams.get('redirect_uri')).toBe('https://cloud.example.com/bff/session/oidc/corp/callback')
  const set = response.headers.get('set-cookie') ?? ''
  expect(set).toMatch(/HttpOnly/i)
  expect(set).toMatch(/; Secure/i)
  expect(set).toMatch(/SameSite=Lax/i)
  expect(set).not.toContain(url.searchParams.get('state'))
  const login = aLogin()
  const landed = await comeBack(browser, await corp.signIn(url.href, login))
  expect(landed.pathname).toBe('/')
  expect(await isSignedIn(browser)).toBe(true)
})

test('who refuses at the provider is told so, and is not signed in', async ({ openBrowser }) => {
  const browser = openBrowser({ signIn: both() })
  const landed = await comeBack(browser, await corp.refuse(await start(browser, 'corp', '/p/demo')))
  expect(problemIn(landed)).toEqual(['/sign-in', 'denied'])
  expect(landed.searchParams.get('back')).toBe('/p/demo')
  expect(await isSignedIn(browser)).toBe(false)
})

test('an answer with another state, with none, or in another browser is refused before the code is used', async ({
  openBrowser,
}) => {
  const [victim, attacker] = [openBrowser({ signIn: both() }), openBrowser({ signIn: both() })]
  const answer = await corp.signIn(await start(attacker), aLogin())
  for (const url of [
    answer,
    new URL(answer.href.replace(/state=[^&]+/, 'state=another')),
    new URL(answer.href.replace(/&?state=[^&]+/, '')),
  ]) {
    await start(victim)
    expect(problemIn(await comeBack(victim, url))).toEqual(['/sign-in', 'expired'])
  }
  const stranger = openBrowser({ signIn: both() })
  expect(problemIn(await comeBack(stranger, answer))).toEqual(['/sign-in', 'expired'])
  expect(await isSignedIn(victim)).toBe(false)
  expect((await comeBack(attacker, answer)).pathname).toBe('/')
})

test('a code is good once', async ({ openBrowser }) => {
  const browser = openBrowser({ signIn: both() })
  const url = await start(browser)
  const kept = browser.cookie()
  const answer = await corp.signIn(url, aLogin())
  expect((await comeBack(browser, answer)).pathname).toBe('/')
  await browser.request('/bff/session', { method: 'DELETE' })
  expect(problemIn(await comeBack(browser, answer))).toEqual(['/sign-in', 'expired'])
  // With what the browser had kept it is the provider that refuses.
  browser.setCookie(kept)
  expect(problemIn(await comeBack(browser, answer))).toEqual(['/sign-in', 'failed'])
  expect(await isSignedIn(browser)).toBe(false)
})

/** A browser, the seal of its dashboard, and a way to change what it has kept for its way to the provider. */
function aBrowserWithSeal(openBrowser: (parts: object) => Browser) {
  const cookieKey = randomBytes(32)
  const seal = sealWith(cookieKey)
  const browser = openBrowser({ signIn: both(), cookieKey })
  return {
    browser,
    change(what: Partial<RoundTrip>) {
      const [name, sealed] = browser.cookie().split(/=(.*)/) as [string, string]
      const trip = JSON.parse(seal.open(decodeURIComponent(sealed))) as RoundTrip
      browser.setCookie(`${name}=${seal.close(JSON.stringify({ ...trip, ...what }))}`)
    },
  }
}

test.for([
  ['a nonce of another sign-in', { nonce: 'another' }],
  ['a code that was asked for with another verifier', { verifier: 'x'.repeat(43) }],
] as const)('%s is refused', async ([_what, change], { openBrowser }) => {
  const { browser, change: changeTrip } = aBrowserWithSeal(openBrowser)
  const answer = await corp.signIn(await start(browser), aLogin())
  changeTrip(change)
  expect(problemIn(await comeBack(browser, answer))).toEqual(['/sign-in', 'failed'])
  expect(await isSignedIn(browser)).toBe(false)
})

test('a way to the provider that took too long has to be begun again', async ({ openBrowser }) => {
  const { browser, change } = aBrowserWithSeal(openBrowser)
  const answer = await corp.signIn(await start(browser), aLogin())
  change({ startedAt: Date.now() - 601_000 })
  expect(problemIn(await comeBack(browser, answer))).toEqual(['/sign-in', 'expired'])
})

test('an answer of one provider is none of another', async ({ openBrowser }) => {
  const browser = openBrowser({ signIn: both() })
  const answer = await corp.signIn(await start(browser), aLogin())
  const elsewhere = new URL(answer.href.replace('/corp/', '/other/'))
  expect(problemIn(await comeBack(browser, elsewhere))).toEqual(['/sign-in', 'expired'])
  const mixedUp = await corp.signIn(await start(browser), aLogin())
  mixedUp.searchParams.set('iss', other.issuer)
  expect(problemIn(await comeBack(browser, mixedUp))).toEqual(['/sign-in', 'failed'])
  expect(await isSignedIn(browser)).toBe(false)
})

test('a disabled user, and one who may not be made, are told why', async ({ openBrowser, cloud }) => {
  const browser = openBrowser({ signIn: both() })
  const login = aLogin()
  await comeBack(browser, await corp.signIn(await start(browser), login))
  const { user } = await browser.json<{ user: { id: string } }>('/bff/session')
  await cloud.admin.call('PATCH', `/identity/v3/users/${user.id}`, { user: { enabled: false } })
  const again = openBrowser({ signIn: both() })
  expect(problemIn(await comeBack(again, await corp.signIn(await start(again), login)))).toEqual([
    '/sign-in',
    'disabled',
  ])
  const closed = openBrowser({ signIn: signInOf([providerOf('corp', corp, { create_users: false })]) })
  const landed = await comeBack(closed, await corp.signIn(await start(closed), aLogin()))
  expect(problemIn(landed)).toEqual(['/sign-in', 'unknown'])
})

test('a provider that is not to be had, or is another one than it says, is told so', async ({ openBrowser }) => {
  const gone = providerOf('gone', { ...corp, issuer: 'http://127.0.0.1:1' })
  const wrong = providerOf('wrong', { ...corp, issuer: corp.issuer.replace('127.0.0.1', 'localhost') })
  const browser = openBrowser({ signIn: signInOf([gone, wrong]) })
  const startOf = async (id: string) =>
    new URL((await browser.request(`/bff/session/oidc/${id}/start`)).headers.get('location')!, 'http://cloud.test')
  expect(problemIn(await startOf('gone'))).toEqual(['/sign-in', 'unavailable'])
  expect(problemIn(await startOf('wrong'))).toEqual(['/sign-in', 'failed'])
  expect((await browser.request('/bff/session/oidc/none/start')).status).toBe(404)
})

test.for(['//evil.test', 'https://evil.test/', '/\\evil.test', '/bff/session'])(
  'nobody is led to %s after signing in',
  async (back, { openBrowser }) => {
    const browser = openBrowser({ signIn: both() })
    const answer = await corp.signIn(await start(browser, 'corp', back), aLogin())
    expect((await comeBack(browser, answer)).href).toBe('http://cloud.test/')
  },
)
