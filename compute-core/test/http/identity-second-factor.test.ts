import { Secret, TOTP } from 'otpauth'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { sessions } from '#services/identity/sessions'
import { identityCloud, password, projectNamed } from './identity-cloud.ts'

let cloud: Awaited<ReturnType<typeof identityCloud>>
let admin: string
beforeAll(async () => {
  cloud = await identityCloud()
  admin = await cloud.tokenOf('admin')
})
afterAll(() => cloud[Symbol.asyncDispose]())

const both = [['password', 'totp']]
const domain = { id: 'default' }
let serial = 0

/** A user with a role on the project demo, and something that makes passcodes for them. */
async function aPerson({ rules, blob }: { rules?: unknown; blob?: string } = {}) {
  const name = `person-${++serial}`
  const { demo, member } = await known()
  const options = rules === undefined ? {} : { multi_factor_auth_enabled: true, multi_factor_auth_rules: rules }
  const made = await cloud.call('POST', '/v3/users', { token: admin, body: { user: { name, password, options } } })
  const { id } = made.body.user
  await cloud.call('PUT', `/v3/projects/${demo}/users/${id}/roles/${member}`, { token: admin })
  const secret = blob ?? new Secret({ size: 20 }).base32
  if (rules !== undefined) await keep(id, secret)
  return { id, name, secret }
}

type Person = Awaited<ReturnType<typeof aPerson>>

async function known() {
  const of = async (plural: string, name: string) =>
    (await cloud.call('GET', `/v3/${plural}?name=${name}`, { token: admin })).body[plural][0].id as string
  return { demo: await of('projects', 'demo'), member: await of('roles', 'member') }
}

const keep = (userId: string, blob: string) =>
  cloud.call('POST', '/v3/credentials', {
    token: admin,
    body: { credential: { type: 'totp', blob, user_id: userId } },
  })

/** The code of a secret, so many steps from now. */
const codeOf = ({ secret }: { secret: string }, steps = 0) =>
  new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: cloud.clock.now().getTime() + steps * 30_000 })

interface Shown {
  password?: string
  passcode?: string
  receipt?: string
  address?: string
  user?: object
  scope?: unknown
}

/** Signs in by what is shown. */
const signIn = (person: { name: string }, shown: Shown) =>
  cloud.call('POST', '/v3/auth/tokens', {
    ...(shown.address !== undefined && { address: shown.address }),
    headers: shown.receipt === undefined ? {} : { 'Openstack-Auth-Receipt': shown.receipt },
    body: {
      auth: {
        identity: {
          methods: [...('password' in shown ? ['password'] : []), ...('passcode' in shown ? ['totp'] : [])],
          ...('password' in shown && { password: { user: { name: person.name, domain, password: shown.password } } }),
          ...('passcode' in shown && {
            totp: { user: { ...(shown.user ?? { name: person.name, domain }), passcode: shown.passcode } },
          }),
        },
        scope: shown.scope ?? 'unscoped',
      },
    },
  })

const tokenIn = ({ headers }: { headers: Headers }) => headers.get('x-subject-token')!
const receiptIn = ({ headers }: { headers: Headers }) => headers.get('openstack-auth-receipt')!
const isGood = async (token: string) => (await cloud.identity.authenticate(token)) !== undefined

test('password and passcode in one request are a token that names both methods', async () => {
  const person = await aPerson({ rules: both })
  const { status, body } = await signIn(person, { password, passcode: codeOf(person), scope: projectNamed('demo') })
  expect(status).toBe(201)
  expect(body.token.methods.toSorted()).toEqual(['password', 'totp'])
  expect(body.token.project.name).toBe('demo')
})

test('where no rule wants more, a passcode alone is a token, as a password alone is', async () => {
  const person = await aPerson()
  await keep(person.id, person.secret)
  expect((await signIn(person, { passcode: codeOf(person) })).body.token.methods).toEqual(['totp'])
  expect((await signIn(person, { password })).status).toBe(201)
})

test('a part of what the rules want is a 401 with a receipt, which the rest makes a token of', async () => {
  const person = await aPerson({ rules: both })
  const first = await signIn(person, { password })
  expect(first.status).toBe(401)
  expect(first.headers.get('x-subject-token')).toBeNull()
  expect(first.body).toEqual({
    receipt: {
      methods: ['password'],
      user: { id: person.id, name: person.name, domain: { id: 'default', name: 'Default' } },
      expires_at: expect.stringMatching(/\.000000Z$/),
      issued_at: expect.stringMatching(/\.000000Z$/),
    },
    required_auth_methods: both,
  })
  const lasts = Date.parse(first.body.receipt.expires_at) - Date.parse(first.body.receipt.issued_at)
  expect(lasts).toBe(300_000)
  const second = await signIn(person, { passcode: codeOf(person), receipt: receiptIn(first) })
  expect(second.status).toBe(201)
  expect(second.body.token.methods.toSorted()).toEqual(['password', 'totp'])
})

test('a receipt is good for its user alone, for five minutes, and until the password changes', async () => {
  const [person, other] = [await aPerson({ rules: both }), await aPerson({ rules: both })]
  const receipt = receiptIn(await signIn(person, { password }))
  expect((await signIn(other, { passcode: codeOf(other), receipt })).status).toBe(401)
  expect((await signIn(person, { passcode: codeOf(person), receipt: `${receipt.slice(0, -2)}AA` })).status).toBe(401)
  cloud.clock.turn(301)
  expect((await signIn(person, { passcode: codeOf(person), receipt })).status).toBe(401)
  const fresh = receiptIn(await signIn(person, { password }))
  await cloud.call('PATCH', `/v3/users/${person.id}`, { token: admin, body: { user: { password: 'next one' } } })
  cloud.clock.turn(60)
  expect((await signIn(person, { passcode: codeOf(person), receipt: fresh })).status).toBe(401)
})

test('a passcode is good one step before and after its time, and no further', async () => {
  const person = await aPerson({ rules: both })
  for (const [steps, status] of [
    [-2, 401],
    [2, 401],
    [-1, 201],
    [0, 201],
    [1, 201],
  ] as const)
    expect({ steps, ...(await signIn(person, { password, passcode: codeOf(person, steps) })) }).toMatchObject({
      steps,
      status,
    })
})

test('a passcode is used up by a sign-in, however many try it at once, and so are those before it', async () => {
  const person = await aPerson({ rules: both })
  const passcode = codeOf(person)
  const tries = await Promise.all(Array.from({ length: 5 }, () => signIn(person, { password, passcode })))
  expect(tries.map(({ status }) => status).toSorted()).toEqual([201, 401, 401, 401, 401])
  expect((await signIn(person, { password, passcode: codeOf(person, -1) })).status).toBe(401)
  cloud.clock.turn(60)
  expect((await signIn(person, { password, passcode: codeOf(person) })).status).toBe(201)
})

test('a passcode is not used up beside a wrong password, nor beside the password of somebody else', async () => {
  const [person, other] = [await aPerson({ rules: both }), await aPerson({ rules: both })]
  const passcode = codeOf(person)
  expect((await signIn(person, { password: 'wrong', passcode })).status).toBe(401)
  expect((await signIn(other, { password, passcode, user: { id: person.id } })).status).toBe(401)
  expect((await signIn(person, { password, passcode })).status).toBe(201)
})

test.each(['', '12345', '1234567', 'abcdef', '０００００００'])('the passcode %j is refused', async (passcode) => {
  const person = await aPerson({ rules: both })
  expect((await signIn(person, { password, passcode })).status).toBe(401)
})

test.each(['', '1', 'not base32!'])('a credential with the blob %j makes no passcodes', async (blob) => {
  const person = await aPerson({ rules: both, blob })
  // What an empty key would make.
  const passcode = new TOTP({ secret: new Secret({ buffer: new ArrayBuffer(0) }) }).generate({
    timestamp: cloud.clock.now().getTime(),
  })
  expect((await signIn(person, { password, passcode })).status).toBe(401)
})

test('who guesses passcodes waits, also with a new receipt each time, and nobody else does', async () => {
  const [person, other] = [await aPerson({ rules: both }), await aPerson({ rules: both })]
  const address = '192.0.2.40'
  for (let n = 0; n < 10; n++) {
    const receipt = receiptIn(await signIn(person, { password, address }))
    expect((await signIn(person, { passcode: '000000', receipt, address })).status).toBe(401)
  }
  const receipt = receiptIn(await signIn(person, { password, address }))
  const limited = await signIn(person, { passcode: codeOf(person), receipt, address })
  expect(limited.status).toBe(429)
  expect(Number(limited.headers.get('retry-after'))).toBeGreaterThan(0)
  expect((await signIn(person, { password, passcode: codeOf(person), address: '192.0.2.41' })).status).toBe(201)
  expect((await signIn(other, { password, passcode: codeOf(other), address })).status).toBe(201)
})

test('a token with both methods gives one for a project; one from before the rules does not', async () => {
  const person = await aPerson()
  const before = tokenIn(await signIn(person, { password }))
  const rescope = (token: string) =>
    cloud.call('POST', '/v3/auth/tokens', {
      body: { auth: { identity: { methods: ['token'], token: { id: token } }, scope: projectNamed('demo') } },
    })
  expect((await rescope(before)).status).toBe(201)
  const options = { multi_factor_auth_enabled: true, multi_factor_auth_rules: both }
  await cloud.call('PATCH', `/v3/users/${person.id}`, { token: admin, body: { user: { options } } })
  await keep(person.id, person.secret)
  const refused = await rescope(before)
  expect(refused.status).toBe(401)
  expect(receiptIn(refused)).toBeNull()
  expect(refused.body.error.message).toContain('password and totp')
  const after = tokenIn(await signIn(person, { password, passcode: codeOf(person) }))
  expect((await rescope(after)).body.token.methods.toSorted()).toEqual(['password', 'token', 'totp'])
})

test.each([
  ['any of the rules will do', { multi_factor_auth_rules: [['password'], ['password', 'totp']] }, 201],
  [
    'rules that are switched off want nothing',
    { multi_factor_auth_enabled: false, multi_factor_auth_rules: both },
    201,
  ],
  ['rules count without being switched on', { multi_factor_auth_rules: both }, 401],
  ['methods that there are none of are left out', { multi_factor_auth_rules: [['password', 'kerberos']] }, 201],
  ['rules of nothing else want nothing', { multi_factor_auth_rules: [['kerberos'], ['x509']] }, 201],
  ['a rule that is met by nothing shown refuses', { multi_factor_auth_rules: [['totp']] }, 401],
])('%s', async (_what, options, status) => {
  const person = await aPerson()
  await cloud.call('PATCH', `/v3/users/${person.id}`, { token: admin, body: { user: { options } } })
  expect((await signIn(person, { password })).status).toBe(status)
})

test('rules are lists of lists that name nothing twice', async () => {
  const person = await aPerson()
  const change = (rules: unknown) =>
    cloud.call('PATCH', `/v3/users/${person.id}`, {
      token: admin,
      body: { user: { options: { multi_factor_auth_rules: rules } } },
    })
  for (const rules of ['password', ['password'], [[]], [['totp', 'totp']], [['totp'], ['totp']], [[1]]])
    expect({ rules, status: (await change(rules)).status }).toEqual({ rules, status: 400 })
  expect((await change(both)).body.user.options).toEqual({ multi_factor_auth_rules: both })
  expect((await change(null)).body.user.options).toEqual({})
})

test('an application credential signs in where a rule says so, and leaves no receipt where none does', async () => {
  const person = await aPerson()
  const token = tokenIn(await signIn(person, { password, scope: projectNamed('demo') }))
  const path = `/v3/users/${person.id}/application_credentials`
  const made = await cloud.call('POST', path, { token, body: { application_credential: { name: 'ci' } } })
  const { id, secret } = made.body.application_credential
  const byCredential = () =>
    cloud.call('POST', '/v3/auth/tokens', {
      body: { auth: { identity: { methods: ['application_credential'], application_credential: { id, secret } } } },
    })
  const demand = (rules: unknown) =>
    cloud.call('PATCH', `/v3/users/${person.id}`, {
      token: admin,
      body: { user: { options: { multi_factor_auth_rules: rules } } },
    })
  await demand([...both, ['application_credential']])
  expect((await byCredential()).status).toBe(201)
  await demand(both)
  const refused = await byCredential()
  expect([refused.status, receiptIn(refused)]).toEqual([401, null])
})

const own = (method: string, path: string, token: string, body?: unknown) =>
  cloud.call(method, `/v3/kilonova/${path}`, { token, body })
const setUp = (token: string, person: Person, passcode = codeOf(person)) =>
  own('PUT', 'second-factor', token, { second_factor: { secret: person.secret, passcode } })

test('people give themselves a second factor: this sign-in goes on, their others end', async () => {
  const person = await aPerson()
  const here = tokenIn(await signIn(person, { password }))
  const elsewhere = tokenIn(await signIn(person, { password }))
  expect((await own('GET', 'second-factor', here)).body.second_factor).toEqual({
    enabled: false,
    demanded: false,
    has_secret: false,
    has_password: true,
  })
  const done = await setUp(here, person)
  expect(done.body.second_factor).toMatchObject({ enabled: true, demanded: false, has_secret: true })
  expect([await isGood(here), await isGood(elsewhere)]).toEqual([true, false])
  const scoped = await cloud.call('POST', '/v3/auth/tokens', {
    body: { auth: { identity: { methods: ['token'], token: { id: here } }, scope: projectNamed('demo') } },
  })
  expect(scoped.status).toBe(201)
  const renewing = sessions({ ...cloud, tokenSeconds: 3600, sessionSeconds: 43_200 })
  cloud.clock.turn(60)
  const renewed = await renewing.renewToken(here, { signedInAt: cloud.clock.now() })
  expect(await isGood(renewed!.token)).toBe(true)
  expect((await signIn(person, { password })).status).toBe(401)
  expect((await signIn(person, { password, passcode: codeOf(person) })).status).toBe(201)
})

test('the passcode that confirms a second factor is used up by that', async () => {
  const person = await aPerson()
  const passcode = codeOf(person)
  await setUp(tokenIn(await signIn(person, { password })), person, passcode)
  expect((await signIn(person, { password, passcode })).status).toBe(401)
})

test('a second factor is set up only by its own passcode, with a secret that is long enough, and once', async () => {
  const person = await aPerson()
  const token = tokenIn(await signIn(person, { password }))
  expect((await setUp(token, person, '000000')).status).toBe(400)
  const short = { ...person, secret: 'GEZDGNBV' }
  expect((await setUp(token, short)).status).toBe(400)
  const tries = await Promise.all([setUp(token, person), setUp(token, person)])
  expect(tries.map(({ status }) => status).toSorted()).toEqual([200, 409])
})

test('a second factor is taken away by a passcode of it, and then the password is enough again', async () => {
  const person = await aPerson()
  const token = tokenIn(await signIn(person, { password }))
  await setUp(token, person)
  const remove = (passcode: string) => own('POST', 'second-factor/removal', token, { second_factor: { passcode } })
  expect((await remove('000000')).status).toBe(400)
  cloud.clock.turn(30)
  expect((await remove(codeOf(person))).body.second_factor).toMatchObject({ enabled: false, has_secret: false })
  expect((await signIn(person, { password })).status).toBe(201)
})

test('what an administrator wants is not taken away', async () => {
  const person = await aPerson({ rules: both })
  const token = tokenIn(await signIn(person, { password, passcode: codeOf(person) }))
  expect((await own('GET', 'second-factor', token)).body.second_factor).toMatchObject({ enabled: true, demanded: true })
  cloud.clock.turn(60)
  const body = { second_factor: { passcode: codeOf(person) } }
  expect((await own('POST', 'second-factor/removal', token, body)).status).toBe(403)
})

test('what people let run in their name changes neither their second factor nor their password', async () => {
  const person = await aPerson()
  const token = tokenIn(await signIn(person, { password, scope: projectNamed('demo') }))
  const path = `/v3/users/${person.id}/application_credentials`
  const credential = { name: 'ci', unrestricted: true }
  const made = await cloud.call('POST', path, { token, body: { application_credential: credential } })
  const { id, secret } = made.body.application_credential
  const delegated = tokenIn(
    await cloud.call('POST', '/v3/auth/tokens', {
      body: { auth: { identity: { methods: ['application_credential'], application_credential: { id, secret } } } },
    }),
  )
  expect((await setUp(delegated, person)).status).toBe(403)
  const body = { user: { original_password: password, password: 'another one' } }
  expect((await own('POST', 'password', delegated, body)).status).toBe(403)
})

test('people change their own password: this sign-in goes on, their others end, and guessing is counted', async () => {
  const person = await aPerson()
  const here = tokenIn(await signIn(person, { password }))
  const elsewhere = tokenIn(await signIn(person, { password }))
  const change = (original: string, address?: string) =>
    cloud.call('POST', '/v3/kilonova/password', {
      token: here,
      body: { user: { original_password: original, password: 'another one' } },
      ...(address !== undefined && { address }),
    })
  for (let n = 0; n < 10; n++) expect((await change(`guess ${n}`, '192.0.2.50')).status).toBe(401)
  expect((await change(password, '192.0.2.50')).status).toBe(429)
  expect((await change(password)).status).toBe(204)
  expect([await isGood(here), await isGood(elsewhere)]).toEqual([true, false])
  expect((await signIn(person, { password })).status).toBe(401)
  expect((await signIn(person, { password: 'another one' })).status).toBe(201)
})
