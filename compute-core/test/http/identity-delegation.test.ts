import { createHash, createHmac } from 'node:crypto'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { identityCloud, password } from './identity-cloud.ts'

let cloud: Awaited<ReturnType<typeof identityCloud>>
let admin: string
let demo: string
beforeAll(async () => {
  cloud = await identityCloud()
  admin = await cloud.tokenOf('admin')
  demo = await idOf('projects', 'demo')
})
afterAll(() => cloud[Symbol.asyncDispose]())

const call = (line: string, body?: unknown, token = admin) => {
  const [method, path] = line.split(/ (.*)/) as [string, string]
  return cloud.call(method, path, { token, ...(body !== undefined && { body }) })
}
const idOf = async (plural: string, name: string): Promise<string> =>
  (await call(`GET /v3/${plural}?name=${name}`)).body[plural][0].id
let serial = 0

/** A member of the project demo, signed in to it. */
async function aMember(role = 'member') {
  const user = { name: `user-${++serial}`, password, default_project_id: demo }
  const { id } = (await call('POST /v3/users', { user })).body.user as { id: string }
  const grant = `/v3/projects/${demo}/users/${id}/roles/${await idOf('roles', role)}`
  await call(`PUT ${grant}`)
  return { id, name: user.name, token: await cloud.tokenOf(user.name), grant }
}
type Member = Awaited<ReturnType<typeof aMember>>

const create = async (member: Member, attributes: object = {}, token = member.token) => {
  const body = { application_credential: { name: `app-${++serial}`, ...attributes } }
  return call(`POST /v3/users/${member.id}/application_credentials`, body, token)
}
const signInAs = (id: string, secret: string, scope?: unknown, address?: string) =>
  cloud.call('POST', '/v3/auth/tokens', {
    body: {
      auth: {
        identity: { methods: ['application_credential'], application_credential: { id, secret } },
        ...(scope !== undefined && { scope }),
      },
    },
    ...(address !== undefined && { address }),
  })
const tokenIn = (response: { headers: Headers }) => response.headers.get('x-subject-token')!
const isGood = async (token: string) => (await cloud.identity.authenticate(token)) !== undefined
const rolesIn = (response: { body: { token: { roles: { name: string }[] } } }) =>
  response.body.token.roles.map(({ name }) => name)

test('an application credential signs in to its project, in its roles alone, by id and by name', async () => {
  const member = await aMember()
  const made = await create(member, { roles: [{ name: 'reader' }] })
  expect(made.status).toBe(201)
  const { id, secret, name } = made.body.application_credential
  const byId = await signInAs(id, secret)
  expect(byId.status).toBe(201)
  expect(rolesIn(byId)).toEqual(['reader'])
  expect(byId.body.token).toMatchObject({
    methods: ['application_credential'],
    project: { id: demo },
    user: { id: member.id },
    application_credential: { id, name, restricted: true },
  })
  const byName = await cloud.call('POST', '/v3/auth/tokens', {
    body: {
      auth: {
        identity: {
          methods: ['application_credential'],
          application_credential: { name, secret, user: { name: member.name, domain: { id: 'default' } } },
        },
      },
    },
  })
  expect(byName.status).toBe(201)
  const shown = await call(`GET /v3/users/${member.id}/application_credentials/${id}`, undefined, member.token)
  expect(shown.body.application_credential).not.toHaveProperty('secret')
})

test('without roles it has all of the token, and a role that the token has not is refused', async () => {
  const member = await aMember()
  const { id, secret } = (await create(member)).body.application_credential
  expect(rolesIn(await signInAs(id, secret))).toEqual(['member', 'reader'])
  expect((await create(member, { roles: [{ name: 'admin' }] })).status).toBe(400)
  expect((await create(member, { roles: [{ name: 'nothing' }] })).status).toBe(404)
})

test('a wrong secret is a 401, is counted and comes to a 429; the password of its user is not affected', async () => {
  const member = await aMember()
  const { id, secret } = (await create(member)).body.application_credential
  for (let n = 0; n < 10; n++) expect((await signInAs(id, 'wrong', undefined, '192.0.2.9')).status).toBe(401)
  expect((await signInAs(id, secret, undefined, '192.0.2.9')).status).toBe(429)
  const body = cloud.signInBody(member.name)
  expect((await cloud.call('POST', '/v3/auth/tokens', { body, address: '192.0.2.9' })).status).toBe(201)
})

test.each([
  ['a scope is asked for', { project: { id: 'another' } }],
  ['the scope is to be none', 'unscoped'],
])('when %s it is a 401', async (_what, scope) => {
  const { id, secret } = (await create(await aMember())).body.application_credential
  expect((await signInAs(id, secret, scope)).status).toBe(401)
})

test('a restricted one gives nobody anything to sign in with, and no other token', async () => {
  const member = await aMember()
  const { id, secret } = (await create(member)).body.application_credential
  const token = tokenIn(await signInAs(id, secret))
  expect((await create(member, {}, token)).status).toBe(403)
  expect((await call(`DELETE /v3/users/${member.id}/application_credentials/${id}`, undefined, token)).status).toBe(403)
  const trust = {
    trustor_user_id: member.id,
    trustee_user_id: member.id,
    project_id: demo,
    impersonation: true,
    roles: [{ name: 'reader' }],
  }
  expect((await call('POST /v3/OS-TRUST/trusts', { trust }, token)).status).toBe(403)
  const rescope = { auth: { identity: { methods: ['token'], token: { id: token } }, scope: 'unscoped' } }
  expect((await cloud.call('POST', '/v3/auth/tokens', { body: rescope })).status).toBe(403)
  const free = (await create(member, { unrestricted: true })).body.application_credential
  expect((await create(member, {}, tokenIn(await signInAs(free.id, free.secret)))).status).toBe(201)
})

test.each([
  [
    'it is deleted',
    (member: Member, id: string) =>
      call(`DELETE /v3/users/${member.id}/application_credentials/${id}`, undefined, member.token),
  ],
  ['its user is deleted', (member: Member) => call(`DELETE /v3/users/${member.id}`)],
  ['its user is disabled', (member: Member) => call(`PATCH /v3/users/${member.id}`, { user: { enabled: false } })],
  ['its user loses the role', (member: Member) => call(`DELETE ${member.grant}`)],
])('it and its tokens die when %s', async (_what, happens) => {
  const member = await aMember()
  const { id, secret } = (await create(member)).body.application_credential
  const token = tokenIn(await signInAs(id, secret))
  expect(await isGood(token)).toBe(true)
  expect((await happens(member, id)).status).toBeLessThan(300)
  expect(await isGood(token)).toBe(false)
  expect((await signInAs(id, secret)).status).toBe(401)
})

test('it does not come back when its user gets the role again, nor serve for less when a role is deleted', async () => {
  const member = await aMember()
  const { id, secret } = (await create(member)).body.application_credential
  await call(`DELETE ${member.grant}`)
  await call(`PUT ${member.grant}`)
  expect((await signInAs(id, secret)).status).toBe(401)
  const { role } = (await call('POST /v3/roles', { role: { name: `role-${++serial}` } })).body
  await call(`PUT /v3/projects/${demo}/users/${member.id}/roles/${role.id}`)
  const token = await cloud.tokenOf(member.name)
  const made = (await create(member, {}, token)).body.application_credential
  expect((await signInAs(made.id, made.secret)).status).toBe(201)
  await call(`DELETE /v3/roles/${role.id}`)
  expect((await signInAs(made.id, made.secret)).status).toBe(401)
})

test('it ends at its time, and its tokens with it', async () => {
  const member = await aMember()
  const expires_at = new Date(cloud.clock.now().getTime() + 60_000).toISOString()
  const { id, secret } = (await create(member, { expires_at })).body.application_credential
  const signedIn = await signInAs(id, secret)
  expect(Date.parse(signedIn.body.token.expires_at)).toBeLessThanOrEqual(Date.parse(expires_at))
  expect((await create(member, { expires_at: '2001-01-01T00:00:00Z' })).status).toBe(400)
  cloud.clock.turn(61)
  expect((await signInAs(id, secret)).status).toBe(401)
  expect(await isGood(tokenIn(signedIn))).toBe(false)
})

test('with access rules its token is good for the requests that they allow, and they stay while it has them', async () => {
  const member = await aMember()
  const access_rules = [
    { service: 'identity', method: 'GET', path: '/v3/users/*' },
    { service: 'compute', method: 'GET', path: '/v2.1/**' },
  ]
  const { id, secret } = (await create(member, { access_rules })).body.application_credential
  const signedIn = await signInAs(id, secret)
  expect(signedIn.body.token.application_credential.access_rules).toMatchObject(access_rules)
  const token = tokenIn(signedIn)
  expect((await call(`GET /v3/users/${member.id}`, undefined, token)).status).toBe(200)
  const refused = await call(`GET /v3/users/${member.id}/projects`, undefined, token)
  expect(refused.status).toBe(403)
  expect(refused.body.error.message).toContain('no access rule for GET')
  const rules = (await call(`GET /v3/users/${member.id}/access_rules`, undefined, member.token)).body.access_rules
  expect(rules).toHaveLength(2)
  const rule = `/v3/users/${member.id}/access_rules/${rules[0].id}`
  expect((await call(`DELETE ${rule}`, undefined, member.token)).status).toBe(403)
  const reused = await create(member, { access_rules: [{ id: rules[0].id }] })
  await call(
    `DELETE /v3/users/${member.id}/application_credentials/${reused.body.application_credential.id}`,
    undefined,
    member.token,
  )
  await call(`DELETE /v3/users/${member.id}/application_credentials/${id}`, undefined, member.token)
  expect((await call(`DELETE ${rule}`, undefined, member.token)).status).toBe(204)
  expect((await create(member, { access_rules: [{ service: 'compute', method: 'GET', path: '/a*a*a' }] })).status).toBe(
    400,
  )
})

test('nobody else sees or makes one, and one’s user and their rules go together', async () => {
  const [member, other] = [await aMember(), await aMember()]
  const { id } = (await create(member, { access_rules: [{ service: 'image', method: 'GET', path: '/v2/images' }] }))
    .body.application_credential
  const path = `/v3/users/${member.id}/application_credentials`
  for (const line of [`GET ${path}`, `GET ${path}/${id}`, `DELETE ${path}/${id}`])
    expect((await call(line, undefined, other.token)).status).toBe(403)
  expect((await create(member, {}, other.token)).status).toBe(403)
  expect((await create(member, {}, admin)).status).toBe(403)
  expect((await call(`DELETE /v3/users/${member.id}`)).status).toBe(204)
})

const trust = async (by: Member, to: Member, attributes: object = {}, token = by.token) =>
  call(
    'POST /v3/OS-TRUST/trusts',
    {
      trust: {
        trustor_user_id: by.id,
        trustee_user_id: to.id,
        project_id: demo,
        impersonation: false,
        roles: [{ name: 'reader' }],
        ...attributes,
      },
    },
    token,
  )
const consume = (who: Member, id: string) =>
  cloud.call('POST', '/v3/auth/tokens', { body: cloud.signInBody(who.name, { 'OS-TRUST:trust': { id } }) })

test.each([true, false])(
  'a trust lets its trustee act on the project in its roles; with impersonation %s',
  async (impersonation) => {
    const [trustor, trustee] = [await aMember(), await aMember()]
    const made = await trust(trustor, trustee, { impersonation })
    expect(made.status).toBe(201)
    const { id } = made.body.trust
    const signedIn = await consume(trustee, id)
    expect(signedIn.status).toBe(201)
    expect(rolesIn(signedIn)).toEqual(['reader'])
    expect(signedIn.body.token).toMatchObject({
      user: { id: impersonation ? trustor.id : trustee.id },
      project: { id: demo },
      'OS-TRUST:trust': { id, impersonation, trustor_user: { id: trustor.id }, trustee_user: { id: trustee.id } },
    })
    expect((await consume(trustor, id)).status).toBe(401)
    const roles = await call(`GET /v3/OS-TRUST/trusts/${id}/roles`, undefined, trustee.token)
    expect(roles.body.roles).toMatchObject([{ name: 'reader' }])
    const own = await call(`GET /v3/OS-TRUST/trusts?trustor_user_id=${trustor.id}`, undefined, trustor.token)
    expect(own.body.trusts).toMatchObject([{ id }])
    expect((await call('GET /v3/OS-TRUST/trusts', undefined, trustor.token)).status).toBe(403)
    expect((await call(`DELETE /v3/OS-TRUST/trusts/${id}`, undefined, trustee.token)).status).toBe(403)
    expect((await call(`DELETE /v3/OS-TRUST/trusts/${id}`, undefined, trustor.token)).status).toBe(204)
    expect(await isGood(tokenIn(signedIn))).toBe(false)
  },
)

test.each([
  ['the trustor loses the role', (by: Member) => call(`DELETE ${by.grant}`)],
  ['the trustor is disabled', (by: Member) => call(`PATCH /v3/users/${by.id}`, { user: { enabled: false } })],
  ['the trustee is deleted', (_by: Member, to: Member) => call(`DELETE /v3/users/${to.id}`)],
])('the tokens of a trust die when %s', async (_what, happens) => {
  const [trustor, trustee] = [await aMember(), await aMember()]
  const { id } = (await trust(trustor, trustee, { impersonation: true })).body.trust
  const token = tokenIn(await consume(trustee, id))
  expect(await isGood(token)).toBe(true)
  await happens(trustor, trustee)
  expect(await isGood(token)).toBe(false)
  expect((await consume(trustee, id)).status).toBe(401)
})

test('a trust is used as often as it may be, also by many at the same time', async () => {
  const [trustor, trustee] = [await aMember(), await aMember()]
  const { id } = (await trust(trustor, trustee, { remaining_uses: 2 })).body.trust
  const used = await Promise.all(Array.from({ length: 5 }, () => consume(trustee, id)))
  expect(used.map(({ status }) => status).toSorted()).toEqual([201, 201, 401, 401, 401])
})

test('a trust gives no role that the trustor does not hold, no time that is over, and nothing in another’s name', async () => {
  const [trustor, trustee] = [await aMember(), await aMember()]
  expect((await trust(trustor, trustee, { roles: [{ name: 'admin' }] })).status).toBe(403)
  expect((await trust(trustor, trustee, { expires_at: '2001-01-01T00:00:00Z' })).status).toBe(400)
  expect((await trust(trustor, trustee, { roles: [] })).status).toBe(400)
  expect((await trust(trustor, trustee, {}, trustee.token)).status).toBe(403)
})

test('a trust that allows it is given on, and ends with the one that it came from', async () => {
  const [trustor, trustee, third] = [await aMember(), await aMember(), await aMember()]
  const first = (
    await trust(trustor, trustee, { impersonation: true, allow_redelegation: true, redelegation_count: 1 })
  ).body.trust
  const token = tokenIn(await consume(trustee, first.id))
  expect((await call(`DELETE /v3/OS-TRUST/trusts/${first.id}`, undefined, token)).status).toBe(403)
  const onward = await trust(trustor, third, { impersonation: true }, token)
  expect(onward.body.trust).toMatchObject({ redelegated_trust_id: first.id, redelegation_count: 0 })
  expect((await trust(trustor, third, { roles: [{ name: 'member' }] }, token)).status).toBe(403)
  const last = await consume(third, onward.body.trust.id)
  expect(last.status).toBe(201)
  expect((await trust(trustor, third, {}, tokenIn(last))).status).toBe(403)
  await call(`DELETE /v3/OS-TRUST/trusts/${first.id}`, undefined, trustor.token)
  expect(await isGood(tokenIn(last))).toBe(false)
})

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')
const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest()
const ec2Of = async (member: Member) =>
  (await call(`POST /v3/users/${member.id}/credentials/OS-EC2`, { tenant_id: demo }, member.token)).body.credential as {
    access: string
    secret: string
  }

/** A request as AWS's clients sign it, in version 4. */
function signedV4(access: string, secret: string, now: Date) {
  const stamp = now.toISOString().replaceAll(/[-:]|\.\d+/g, '')
  const scope = `${stamp.slice(0, 8)}/RegionOne/ec2/aws4_request`
  const headers = { 'X-Amz-Date': stamp, Host: 'cloud.test:8774' }
  const body_hash = sha256('Action=DescribeInstances')
  const canonical = `POST\n/ec2/\n\nhost:cloud.test:8774\nx-amz-date:${stamp}\n\nhost;x-amz-date\n${body_hash}`
  const key = [stamp.slice(0, 8), 'RegionOne', 'ec2', 'aws4_request'].reduce<string | Buffer>(hmac, `AWS4${secret}`)
  const signature = hmac(key, `AWS4-HMAC-SHA256\n${stamp}\n${scope}\n${sha256(canonical)}`).toString('hex')
  const Authorization = `AWS4-HMAC-SHA256 Credential=${access}/${scope}, SignedHeaders=host;x-amz-date, Signature=${signature}`
  return {
    access,
    signature,
    host: 'cloud.test:8774',
    verb: 'POST',
    path: '/ec2/',
    params: {},
    headers: { ...headers, Authorization },
    body_hash,
  }
}

/** The same in version 2. */
function signedV2(access: string, secret: string, now: Date) {
  const params = {
    AWSAccessKeyId: access,
    Action: 'DescribeInstances',
    SignatureMethod: 'HmacSHA256',
    SignatureVersion: '2',
    Timestamp: now.toISOString(),
    'Filter.1.Name': 'a name*',
  }
  const query = Object.entries(params)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name}=${encodeURIComponent(value).replaceAll('*', '%2A')}`)
    .join('&')
  const signature = hmac(secret, `GET\ncloud.test\n/ec2\n${query}`).toString('base64')
  return { access, signature, host: 'cloud.test:8774', verb: 'GET', path: '/ec2', params }
}

test.each([
  ['4', signedV4],
  ['2', signedV2],
])(
  'a request signed with an EC2 credential in version %s becomes a token, and a changed or an old one does not',
  async (_version, sign) => {
    const member = await aMember()
    const { access, secret } = await ec2Of(member)
    const now = cloud.clock.now()
    const validate = (credentials: object) => call('POST /v3/ec2tokens', { credentials })
    const good = await validate(sign(access, secret, now))
    expect(good.status).toBe(200)
    expect(good.body.token).toMatchObject({
      methods: ['ec2credential'],
      user: { id: member.id },
      project: { id: demo },
    })
    expect(await isGood(tokenIn(good))).toBe(true)
    expect((await validate(sign(access, 'another', now))).status).toBe(401)
    expect((await validate({ ...sign(access, secret, now), verb: 'PUT' })).status).toBe(401)
    expect((await validate(sign(access, secret, new Date(now.getTime() - 16 * 60_000)))).status).toBe(401)
    expect((await validate(sign('unknown', secret, now))).status).toBe(401)
    expect((await call('POST /v3/ec2tokens', { credentials: sign(access, secret, now) }, member.token)).status).toBe(
      403,
    )
  },
)

test('EC2 credentials are their user’s, are sealed in the database, and are no better than what they were made with', async () => {
  const [member, other] = [await aMember(), await aMember()]
  const { access, secret } = await ec2Of(member)
  const path = `/v3/users/${member.id}/credentials/OS-EC2`
  expect((await call(`GET ${path}`, undefined, member.token)).body.credentials).toMatchObject([{ access, secret }])
  for (const line of [`GET ${path}`, `GET ${path}/${access}`, `DELETE ${path}/${access}`])
    expect((await call(line, undefined, other.token)).status).toBe(403)
  const kept = await cloud.db.selectFrom('identity.credential').selectAll().execute()
  expect(JSON.stringify(kept)).not.toContain(secret)
  const generic = (await call('GET /v3/credentials', undefined, member.token)).body.credentials
  expect(generic).toMatchObject([{ type: 'ec2', id: sha256(access), user_id: member.id }])
  const app = (await create(member, { roles: [{ name: 'reader' }], unrestricted: true })).body.application_credential
  const limited = tokenIn(await signInAs(app.id, app.secret))
  const made = await call(
    'POST /v3/credentials',
    { credential: { type: 'ec2', blob: '{"access":"a1","secret":"s1"}', project_id: demo } },
    limited,
  )
  expect(made.status).toBe(201)
  const signedIn = await call('POST /v3/ec2tokens', { credentials: signedV2('a1', 's1', cloud.clock.now()) })
  expect(rolesIn(signedIn)).toEqual(['reader'])
  await call(`DELETE /v3/users/${member.id}/application_credentials/${app.id}`, undefined, member.token)
  expect((await call('POST /v3/ec2tokens', { credentials: signedV2('a1', 's1', cloud.clock.now()) })).status).toBe(401)
  expect((await call(`DELETE ${path}/${access}`, undefined, member.token)).status).toBe(204)
})

test.each([
  [
    'trust',
    async (member: Member) => {
      const trustee = await aMember()
      const { id } = (await trust(member, trustee, { impersonation: true })).body.trust
      return tokenIn(await consume(trustee, id))
    },
  ],
  [
    'restricted application credential',
    async (member: Member) => {
      const { id, secret } = (await create(member, { roles: [{ name: 'reader' }] })).body.application_credential
      return tokenIn(await signInAs(id, secret))
    },
  ],
] as const)(
  'a token of a %s neither reads nor changes what its user signs in with elsewhere',
  async (_kind, tokenOf) => {
    const member = await aMember()
    const { access } = await ec2Of(member)
    const own = await call('POST /v3/credentials', { credential: { type: 'totp', blob: 'mine' } }, member.token)
    const token = await tokenOf(member)
    const users = `/v3/users/${member.id}/credentials/OS-EC2`
    expect((await call(`GET ${users}`, undefined, token)).body.credentials).toEqual([])
    expect((await call('GET /v3/credentials', undefined, token)).body.credentials).toEqual([])
    for (const id of [sha256(access), own.body.credential.id])
      for (const method of ['GET', 'PATCH', 'DELETE']) {
        const body = method === 'PATCH' ? { credential: { blob: '{"access":"x","secret":"known"}' } } : undefined
        expect([method, (await call(`${method} /v3/credentials/${id}`, body, token)).status]).toEqual([method, 404])
      }
    expect((await call(`GET ${users}/${access}`, undefined, token)).status).toBe(404)
    const totp = { credential: { type: 'totp', blob: 'another' } }
    expect((await call('POST /v3/credentials', totp, token)).status).toBe(403)
    const kept = await call(
      'POST /v3/credentials',
      { credential: { type: 'cert', blob: '{"access":"y","secret":"z"}', project_id: demo } },
      token,
    )
    expect(kept.status).toBe(201)
    expect((await call('GET /v3/credentials', undefined, token)).body.credentials).toHaveLength(1)
  },
)

test('a restricted application credential makes no EC2 credential, by any way', async () => {
  const member = await aMember()
  const { id, secret } = (await create(member)).body.application_credential
  const token = tokenIn(await signInAs(id, secret))
  const users = `POST /v3/users/${member.id}/credentials/OS-EC2`
  expect((await call(users, { tenant_id: demo }, token)).status).toBe(403)
  const blob = '{"access":"r1","secret":"r1"}'
  const ofType = (type: string) => ({ credential: { type, blob, project_id: demo } })
  expect((await call('POST /v3/credentials', ofType('ec2'), token)).status).toBe(403)
  const cert = (await call('POST /v3/credentials', ofType('cert'), token)).body.credential
  const change = { credential: { type: 'ec2' } }
  expect((await call(`PATCH /v3/credentials/${cert.id}`, change, token)).status).toBe(403)
})

test('application credentials and their rules are closed to a token of a trust', async () => {
  const [member, trustee] = [await aMember(), await aMember()]
  const rules = [{ service: 'compute', method: 'GET', path: '/v2.1/servers' }]
  const app = (await create(member, { access_rules: rules })).body.application_credential
  const { id } = (await trust(member, trustee, { impersonation: true })).body.trust
  const token = tokenIn(await consume(trustee, id))
  const user = `/v3/users/${member.id}`
  const [rule] = app.access_rules
  for (const line of [
    `GET ${user}/application_credentials`,
    `GET ${user}/application_credentials/${app.id}`,
    `DELETE ${user}/application_credentials/${app.id}`,
    `GET ${user}/access_rules`,
    `GET ${user}/access_rules/${rule.id}`,
    `DELETE ${user}/access_rules/${rule.id}`,
  ])
    expect([line, (await call(line, undefined, token)).status]).toEqual([line, 403])
})

test('a request of version 4 that is sent again with another time beside its signature is refused', async () => {
  const { access, secret } = await ec2Of(await aMember())
  const now = cloud.clock.now()
  const old = signedV4(access, secret, new Date(now.getTime() - 16 * 60_000))
  const again = { ...old, params: { Timestamp: now.toISOString() } }
  expect((await call('POST /v3/ec2tokens', { credentials: again })).status).toBe(401)
})

test.each([
  [
    'a trust',
    async (member: Member) => {
      const trustee = await aMember()
      return tokenIn(await consume(trustee, (await trust(member, trustee, { impersonation: true })).body.trust.id))
    },
  ],
  [
    'an unrestricted application credential',
    async (member: Member) => {
      const { id, secret } = (await create(member, { unrestricted: true })).body.application_credential
      return tokenIn(await signInAs(id, secret))
    },
  ],
])('an EC2 credential made with a token of %s signs in to no other project', async (_what, limitedToken) => {
  const member = await aMember()
  const other = (await call('POST /v3/projects', { project: { name: `project-${++serial}` } })).body.project.id
  await call(`PUT /v3/projects/${other}/users/${member.id}/roles/${await idOf('roles', 'member')}`)
  const access = `access-${++serial}`
  const credential = { type: 'ec2', blob: JSON.stringify({ access, secret: 's' }), project_id: demo }
  const limited = await limitedToken(member)
  const refused = await call('POST /v3/credentials', { credential: { ...credential, project_id: other } }, limited)
  expect(refused.status).toBe(403)
  const { id } = (await call('POST /v3/credentials', { credential }, limited)).body.credential
  expect((await call(`PATCH /v3/credentials/${id}`, { credential: { project_id: other } }, member.token)).status).toBe(
    200,
  )
  const credentials = signedV4(access, 's', cloud.clock.now())
  expect((await call('POST /v3/ec2tokens', { credentials })).status).toBe(401)
})

test('who signs in with an EC2 credential stands in the audit with the way, the project, and by what and for whom they act', async () => {
  const [member, trustee] = [await aMember(), await aMember()]
  const app = (await create(member, { unrestricted: true })).body.application_credential
  const given = (await trust(member, trustee, { impersonation: true })).body.trust
  const nothing = { trust_id: null, application_credential_id: null, trustee_user_id: null }
  for (const [made, delegation] of [
    [await signInAs(app.id, app.secret), { ...nothing, application_credential_id: app.id }],
    [await consume(trustee, given.id), { ...nothing, trust_id: given.id, trustee_user_id: trustee.id }],
  ] as const) {
    const access = `access-${++serial}`
    const credential = { type: 'ec2', blob: JSON.stringify({ access, secret: 's' }), project_id: demo }
    await call('POST /v3/credentials', { credential }, tokenIn(made))
    const { headers } = await call('POST /v3/ec2tokens', { credentials: signedV4(access, 's', cloud.clock.now()) })
    const rows = cloud.db.selectFrom('platform.audit').selectAll()
    expect(await rows.where('request_id', '=', headers.get('x-openstack-request-id')!).execute()).toMatchObject([
      {
        user_id: member.id,
        target_id: member.id,
        scope: 'project',
        project_id: demo,
        methods: ['ec2credential'],
        delegation,
      },
    ])
  }
})

const fillWith = {
  credentials: ({ id }: Member) => sql`
    insert into identity.credential (id, user_id, type, blob)
    select gen_random_uuid()::text, ${id}, 'cert', 'sealed' from generate_series(1, 298)`,
  'application credentials': ({ id }: Member) => sql`
    insert into identity.application_credential (id, user_id, project_id, name, secret_hash)
    select gen_random_uuid()::text, ${id}, ${demo}, 'old-' || n, 'hash' from generate_series(1, 298) n`,
  trusts: ({ id }: Member) => sql`
    insert into identity.trust (id, trustor_user_id, trustee_user_id, project_id, impersonation)
    select gen_random_uuid()::text, ${id}, ${id}, ${demo}, false from generate_series(1, 298)`,
}

test.each([
  ['credentials', (member) => call('POST /v3/credentials', { credential: { type: 'cert', blob: 'x' } }, member.token)],
  ['application credentials', (member) => create(member)],
  ['trusts', (member) => trust(member, member)],
] as const satisfies [keyof typeof fillWith, (member: Member) => unknown][])(
  'a user has 300 %s at most, also of many that come at the same time',
  async (kind, send) => {
    const member = await aMember()
    await fillWith[kind](member).execute(cloud.db)
    const sent = await Promise.all(Array.from({ length: 4 }, () => send(member)))
    expect(sent.map(({ status }) => status).toSorted()).toEqual([201, 201, 403, 403])
    const refused = sent.find(({ status }) => status === 403)!
    expect(refused.body.error.message).toContain(`The user has 300 ${kind}`)
  },
)

test('trusts that have expired do not count', async () => {
  const member = await aMember()
  await sql`
    insert into identity.trust (id, trustor_user_id, trustee_user_id, project_id, impersonation, expires_at)
    select gen_random_uuid()::text, ${member.id}, ${member.id}, ${demo}, false, now() - interval '1 hour'
    from generate_series(1, 300)`.execute(cloud.db)
  expect((await trust(member, member)).status).toBe(201)
})

test('attributes that nobody knows are kept up to 64 KiB', async () => {
  const member = await aMember()
  const credential = { type: 'cert', blob: 'x', note: 'x'.repeat(65_536) }
  const refused = await call('POST /v3/credentials', { credential }, member.token)
  expect(refused.status).toBe(400)
  expect(refused.body.error.message).toContain('65535 characters in all')
})

test('nobody keeps or gives a credential in another’s name', async () => {
  const [member, other] = [await aMember(), await aMember()]
  const credential = { type: 'cert', blob: 'mine', user_id: other.id }
  expect((await call('POST /v3/credentials', { credential }, member.token)).status).toBe(403)
  const own = await call('POST /v3/credentials', { credential: { type: 'cert', blob: 'mine' } }, member.token)
  const path = `/v3/credentials/${own.body.credential.id}`
  expect((await call(`PATCH ${path}`, { credential: { user_id: other.id } }, member.token)).status).toBe(403)
  expect((await call(`GET ${path}`, undefined, other.token)).status).toBe(403)
  expect((await call('GET /v3/credentials', undefined, other.token)).body.credentials).toEqual([])
})

test.each([
  [
    'an application credential',
    async (member: Member) => {
      const { id, secret } = (await create(member)).body.application_credential
      return tokenIn(await signInAs(id, secret))
    },
  ],
  [
    'a trust',
    async (member: Member) => {
      const trustee = await aMember()
      const { id } = (await trust(member, trustee, { impersonation: true })).body.trust
      return tokenIn(await consume(trustee, id))
    },
  ],
])('a token of %s does not see the credentials by which its user signs in to more', async (_what, limitedToken) => {
  const member = await aMember()
  const { access } = await ec2Of(member)
  const token = await limitedToken(member)
  expect((await call('GET /v3/credentials', undefined, token)).body.credentials).toEqual([])
  const path = `/v3/users/${member.id}/credentials/OS-EC2`
  expect((await call(`GET ${path}`, undefined, token)).body.credentials).toEqual([])
  for (const line of [
    `GET ${path}/${access}`,
    `GET /v3/credentials/${sha256(access)}`,
    `DELETE /v3/credentials/${sha256(access)}`,
  ])
    expect((await call(line, undefined, token)).status).toBe(404)
})
