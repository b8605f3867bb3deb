import { afterAll, beforeAll, expect, test } from 'vitest'
import { identityCloud, password } from './identity-cloud.ts'

let cloud: Awaited<ReturnType<typeof identityCloud>>
let admin: string
beforeAll(async () => {
  cloud = await identityCloud()
  admin = await cloud.tokenOf('admin', { system: { all: true } })
})
afterAll(() => cloud[Symbol.asyncDispose]())

const rowsOf = ({ headers }: { headers: Headers }) =>
  cloud.db
    .selectFrom('platform.audit')
    .selectAll()
    .where('request_id', '=', headers.get('x-openstack-request-id')!)
    .execute()

const signIn = (name: string, secret: string, scope?: unknown) =>
  cloud.call('POST', '/v3/auth/tokens', { body: cloud.signInBody(name, scope, secret), address: '192.0.2.7' })

/** The id of what has that name. */
const idOf = async (list: 'users' | 'roles', name: string): Promise<string> =>
  (await cloud.call('GET', `/v3/${list}?name=${name}`, { token: admin })).body[list][0].id

test('who signs in stands there with the way they did, for which project and from where', async () => {
  const signedIn = await signIn('admin', password, { project: { name: 'admin', domain: { id: 'default' } } })
  expect(await rowsOf(signedIn)).toMatchObject([
    {
      action: 'sign-in',
      service: 'identity',
      user_name: 'admin',
      project_name: 'admin',
      scope: 'project',
      methods: ['password'],
      outcome: 'success',
      address: '192.0.2.7',
    },
  ])
})

test('so does who does not know the password; of a name that is nobody’s nothing is kept', async () => {
  expect(await rowsOf(await signIn('admin', 'hunter2'))).toMatchObject([
    { action: 'sign-in', user_name: 'admin', methods: ['password'], outcome: 'failure', status: 401 },
  ])
  const rows = await rowsOf(await signIn('hunter3', 'hunter2'))
  expect(rows).toMatchObject([{ action: 'sign-in', user_name: null, outcome: 'failure' }])
  expect(JSON.stringify(rows)).not.toContain('hunter')
})

test('a token for another scope is no sign-in, and what is no request at all leaves nothing', async () => {
  const identity = { methods: ['token'], token: { id: admin } }
  const rescoped = await cloud.call('POST', '/v3/auth/tokens', { body: { auth: { identity } } })
  expect(rescoped.status).toBe(201)
  expect(await rowsOf(rescoped)).toEqual([])
  for (const body of [{}, { auth: { identity: { methods: ['magic'] } } }])
    expect(await rowsOf(await cloud.call('POST', '/v3/auth/tokens', { body }))).toEqual([])
})

test('what an administrator does to people stands there by name, also when they are gone, and no password does', async () => {
  const call = (method: string, path: string, body?: unknown) =>
    cloud.call(method, path, { token: admin, ...(body !== undefined && { body }) })
  const made = await call('POST', '/v3/users', { user: { name: 'linus', password: 'hunter2-first' } })
  const { id } = made.body.user
  const changed = await call('PATCH', `/v3/users/${id}`, { user: { password: 'hunter2-second' } })
  const own = await cloud.call('POST', `/v3/users/${id}/password`, {
    body: { user: { original_password: 'hunter2-second', password: 'hunter2-third' } },
  })
  const gone = await call('DELETE', `/v3/users/${id}`)
  const target = { target_kind: 'user', target_id: id, target_name: 'linus' }
  const by = { user_name: 'admin', scope: 'system', project_id: null, outcome: 'success' }
  const rows = (await Promise.all([made, changed, own, gone].map(rowsOf))).flat()
  expect(rows).toMatchObject([
    { action: 'user-create', ...target, ...by },
    { action: 'user-update', ...target, ...by },
    { action: 'user-password-update', target_id: id, user_name: 'linus' },
    { action: 'user-delete', ...target, ...by },
  ])
  expect(JSON.stringify(rows)).not.toContain('hunter2')
})

test.each([
  ['the system', { system: { all: true } }, 'system'],
  ['a domain', { domain: { id: 'default' } }, 'domain'],
  ['nothing', 'unscoped', 'none'],
])('who signs in for %s stands there with that', async (_what, scope, told) => {
  const [user, role] = [await idOf('users', 'admin'), await idOf('roles', 'admin')]
  await cloud.call('PUT', `/v3/domains/default/users/${user}/roles/${role}`, { token: admin })
  const signedIn = await signIn('admin', password, scope)
  expect(signedIn.status).toBe(201)
  expect(await rowsOf(signedIn)).toMatchObject([{ action: 'sign-in', scope: told, project_id: null, delegation: null }])
})

test.each(['password', 'token'])(
  'who signs in by a trust stands there under their own name, with the trust and whom they act for; by %s',
  async (method) => {
    const post = async (path: string, body: unknown, token = admin) =>
      (await cloud.call('POST', path, { token, body })).body
    const { project } = await post('/v3/projects', { project: { name: `trusting-${method}` } })
    const people = []
    for (const name of [`trustor-${method}`, `trustee-${method}`]) {
      const { user } = await post('/v3/users', { user: { name, password } })
      const role = await idOf('roles', 'member')
      await cloud.call('PUT', `/v3/projects/${project.id}/users/${user.id}/roles/${role}`, { token: admin })
      const token = await cloud.tokenOf(name, { project: { id: project.id } }, password)
      people.push({ id: user.id as string, name, token })
    }
    const [trustor, trustee] = people as [(typeof people)[0], (typeof people)[0]]
    const wanted = { trustor_user_id: trustor.id, trustee_user_id: trustee.id, project_id: project.id }
    const trust = { ...wanted, impersonation: true, roles: [{ name: 'member' }] }
    const { id } = (await post('/v3/OS-TRUST/trusts', { trust }, trustor.token)).trust
    const byPassword = cloud.signInBody(trustee.name, { 'OS-TRUST:trust': { id } }, password)
    const byToken = { auth: { ...byPassword.auth, identity: { methods: ['token'], token: { id: trustee.token } } } }
    const signedIn = await cloud.call('POST', '/v3/auth/tokens', { body: method === 'token' ? byToken : byPassword })
    expect(signedIn.body.token.user.id).toBe(trustor.id)
    const delegation = { trust_id: id, trustee_user_id: trustee.id, application_credential_id: null }
    expect(await rowsOf(signedIn)).toMatchObject([
      { user_name: trustee.name, target_id: trustor.id, target_name: trustor.name, project_id: project.id, delegation },
    ])
    const asked = await cloud.call('POST', '/v3/users', {
      token: signedIn.headers.get('x-subject-token')!,
      body: { user: { name: 'not-mine-to-make' } },
    })
    expect(await rowsOf(asked)).toMatchObject([{ user_name: trustor.name, outcome: 'refused', delegation }])
  },
)
