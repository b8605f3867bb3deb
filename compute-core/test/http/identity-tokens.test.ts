import { afterAll, beforeAll, expect, test } from 'vitest'
import { seedIdentity } from '#services/identity/seed-identity'
import { hashOfToken } from '#services/identity/domain/token-secret'
import { scratchDatabase } from '#test/scratch-postgres'
import { identityCloud, password, projectNamed } from './identity-cloud.ts'

let cloud: Awaited<ReturnType<typeof identityCloud>>
beforeAll(async () => {
  cloud = await identityCloud()
})
afterAll(() => cloud[Symbol.asyncDispose]())

const seconds = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000000Z$/

test('two processes that start together seed the cloud once', async () => {
  await using scratch = await scratchDatabase()
  const seeded = await Promise.all([seedIdentity({ db: scratch.db }), seedIdentity({ db: scratch.db })])
  expect(seeded.filter(({ firstStart }) => firstStart?.generated)).toHaveLength(1)
  expect(seeded[0]!.adminProjectId).toBe(seeded[1]!.adminProjectId)
  const again = await seedIdentity({ db: scratch.db, adminPassword: 'another' })
  expect(again).toEqual({ firstStart: undefined, adminProjectId: seeded[0]!.adminProjectId })
})

test('discovery needs no token', async () => {
  const root = await cloud.call('GET', '/')
  expect(root.status).toBe(300)
  expect(root.body.versions.values[0].id).toBe('v3.14')
  const v3 = await cloud.call('GET', '/v3/')
  expect(v3.status).toBe(200)
  expect(v3.body.version.links[0].href).toBe('http://cloud.test/identity/v3/')
})

test('the admin signs in to a project by name, with every implied role and a catalog', async () => {
  const { status, body, headers } = await cloud.call('POST', '/v3/auth/tokens', {
    body: cloud.signInBody('admin', projectNamed('admin')),
  })
  expect(status).toBe(201)
  expect(headers.get('x-subject-token')).toMatch(/^[\w-]{43}$/)
  expect(body.token.roles.map((role: { name: string }) => role.name)).toEqual(['admin', 'manager', 'member', 'reader'])
  expect(body.token).toMatchObject({
    methods: ['password'],
    is_domain: false,
    project: { id: cloud.seeded.adminProjectId, name: 'admin', domain: { id: 'default', name: 'Default' } },
    user: { name: 'admin', password_expires_at: null },
  })
  expect(body.token.issued_at).toMatch(seconds)
  expect(body.token.expires_at).toMatch(seconds)
  const compute = body.token.catalog.find((service: { type: string }) => service.type === 'compute')
  expect(compute.endpoints.map((endpoint: { interface: string; url: string }) => endpoint.interface)).toEqual([
    'public',
    'internal',
    'admin',
  ])
  expect(compute.endpoints[0]).toMatchObject({ url: 'http://cloud.test/compute/v2.1', region_id: 'RegionOne' })
  expect(body.token.catalog.some((service: { type: string }) => service.type === 'volumev3')).toBe(false)
})

test('without a scope the default project is taken, and "unscoped" means none', async () => {
  const byDefault = await cloud.call('POST', '/v3/auth/tokens', { body: cloud.signInBody('demo') })
  expect(byDefault.body.token.project.name).toBe('demo')
  const unscoped = await cloud.call('POST', '/v3/auth/tokens', { body: cloud.signInBody('demo', 'unscoped') })
  expect(Object.keys(unscoped.body.token)).not.toContain('catalog')
  expect(Object.keys(unscoped.body.token)).not.toContain('roles')
})

test('the system is a scope for who holds a role on it', async () => {
  const admin = await cloud.call('POST', '/v3/auth/tokens', {
    body: cloud.signInBody('admin', { system: { all: true } }),
  })
  expect(admin.body.token.system).toEqual({ all: true })
  const caller = await cloud.identity.authenticate(admin.headers.get('x-subject-token')!)
  expect(caller).toMatchObject({ projectId: null, systemScope: true, isAdmin: true })
  const demo = await cloud.call('POST', '/v3/auth/tokens', {
    body: cloud.signInBody('demo', { system: { all: true } }),
  })
  expect(demo.status).toBe(401)
})

test('who has the role reader on the system reads with a token for it, and changes nothing', async () => {
  const admin = await cloud.tokenOf('admin')
  const as = (token: string) => (method: string, path: string, body?: unknown) =>
    cloud.call(method, path, { token, ...(body !== undefined && { body }) })
  const { body: made } = await as(admin)('POST', '/v3/users', { user: { name: 'rita', password } })
  const { body: roles } = await as(admin)('GET', '/v3/roles?name=reader')
  const grant = `/v3/system/users/${made.user.id}/roles/${roles.roles[0].id}`
  expect((await as(admin)('PUT', grant)).status).toBe(204)
  // As the dashboard has it: a token for nothing first, and for that one of the system.
  const unscoped = await cloud.tokenOf('rita', 'unscoped')
  const rescoped = await cloud.call('POST', '/v3/auth/tokens', {
    body: { auth: { identity: { methods: ['token'], token: { id: unscoped } }, scope: { system: { all: true } } } },
  })
  expect(rescoped.body.token).toMatchObject({ system: { all: true }, roles: [{ name: 'reader' }] })
  expect(rescoped.body.token.catalog.map(({ type }: { type: string }) => type)).toContain('compute')
  expect(Object.keys(rescoped.body.token)).not.toContain('project')
  const reach = await as(unscoped)('GET', '/v3/auth/system?kilonova:roles=true')
  expect(reach.body.system).toEqual([{ all: true, 'kilonova:roles': ['reader'] }])
  const ask = as(rescoped.headers.get('x-subject-token')!)
  for (const path of ['/v3/users', '/v3/projects', '/v3/role_assignments', `/v3/system/users/${made.user.id}/roles`])
    expect({ path, status: (await ask('GET', path)).status }).toEqual({ path, status: 200 })
  expect((await ask('POST', '/v3/projects', { project: { name: 'mine' } })).status).toBe(403)
  expect((await ask('DELETE', grant)).status).toBe(403)
  // The grant is what the scope takes: without it there is none.
  expect((await as(admin)('DELETE', grant)).status).toBe(204)
  expect((await ask('GET', '/v3/users')).status).toBe(401)
})

test('every refused sign-in gets the same answer', async () => {
  const attempts = [
    cloud.signInBody('admin', undefined, 'wrong'),
    cloud.signInBody('nobody'),
    cloud.signInBody('demo', projectNamed('admin')),
    cloud.signInBody('demo', projectNamed('no such project')),
    cloud.signInBody('demo', { project: { id: 'f'.repeat(32) } }),
  ]
  const answers = await Promise.all(attempts.map((body) => cloud.call('POST', '/v3/auth/tokens', { body })))
  expect(new Set(answers.map(({ body }) => JSON.stringify(body))).size).toBe(1)
  expect(answers[0]!.status).toBe(401)
  expect(answers[0]!.body.error).toMatchObject({ code: 401, title: 'Unauthorized' })
  expect(answers[0]!.headers.get('www-authenticate')).toBe('Keystone uri="http://cloud.test/identity"')
})

test('a token gives a token for another project, which does not outlive it', async () => {
  const first = await cloud.call('POST', '/v3/auth/tokens', { body: cloud.signInBody('admin', projectNamed('admin')) })
  cloud.clock.turn(60)
  const second = await cloud.call('POST', '/v3/auth/tokens', {
    body: {
      auth: {
        identity: { methods: ['token'], token: { id: first.headers.get('x-subject-token') } },
        scope: projectNamed('demo'),
      },
    },
  })
  expect(second.status).toBe(201)
  expect(second.body.token.project.name).toBe('demo')
  expect(second.body.token.expires_at).toBe(first.body.token.expires_at)
  expect(second.body.token.methods).toEqual(['password', 'token'])
  expect(second.body.token.audit_ids[1]).toBe(first.body.token.audit_ids[0])
})

test('a token is shown to its holder and to an administrator, and to nobody else', async () => {
  const admin = await cloud.tokenOf('admin')
  const demo = await cloud.tokenOf('demo')
  const look = (token: string, subject: string) =>
    cloud.call('GET', '/v3/auth/tokens', { token, headers: { 'X-Subject-Token': subject } })
  expect((await look(demo, demo)).body.token.user.name).toBe('demo')
  expect((await look(admin, demo)).headers.get('x-subject-token')).toBe(demo)
  expect((await look(demo, admin)).status).toBe(403)
  expect((await look(demo, 'unknown')).status).toBe(404)
  expect((await look(admin, 'unknown')).status).toBe(404)
  const head = await cloud.call('HEAD', '/v3/auth/tokens', { token: admin, headers: { 'X-Subject-Token': demo } })
  expect(head.status).toBe(200)
})

test('a revoked token is refused at once, and the other tokens of its user are not', async () => {
  const [token, other] = [await cloud.tokenOf('demo'), await cloud.tokenOf('demo')]
  expect(await cloud.identity.authenticate(token)).toMatchObject({ userName: 'demo', roles: ['member', 'reader'] })
  const revoked = await cloud.call('DELETE', '/v3/auth/tokens', { token, headers: { 'X-Subject-Token': token } })
  expect(revoked.status).toBe(204)
  expect(await cloud.identity.authenticate(token)).toBeUndefined()
  expect(await cloud.identity.authenticate(other)).toBeDefined()
})

test('what another process revokes is refused here soon', async () => {
  const token = await cloud.tokenOf('demo')
  expect(await cloud.identity.authenticate(token)).toBeDefined()
  await cloud.db.deleteFrom('identity.token').where('hash', '=', hashOfToken(token)).execute()
  cloud.clock.turn(3)
  expect(await cloud.identity.authenticate(token)).toBeUndefined()
})

test('a token ends when its time is over', async () => {
  const token = await cloud.tokenOf('demo')
  cloud.clock.turn(3500)
  expect(await cloud.identity.authenticate(token)).toBeDefined()
  cloud.clock.turn(101)
  expect(await cloud.identity.authenticate(token)).toBeUndefined()
})

test('neither passwords nor tokens are stored as such', async () => {
  const token = await cloud.tokenOf('demo')
  const tokens = await cloud.db.selectFrom('identity.token').selectAll().execute()
  expect(JSON.stringify(tokens)).not.toContain(token)
  const users = await cloud.db.selectFrom('identity.user').selectAll().execute()
  expect(JSON.stringify(users)).not.toContain(password)
  expect(users[0]!.password_hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
})

test('a person sees what they may sign in to', async () => {
  const demo = await cloud.tokenOf('demo', 'unscoped')
  const names = async (token: string) =>
    (await cloud.call('GET', '/v3/auth/projects', { token })).body.projects.map((p: { name: string }) => p.name)
  expect(await names(demo)).toEqual(['demo'])
  expect(await names(await cloud.tokenOf('admin'))).toEqual(['admin', 'demo'])
  expect((await cloud.call('GET', '/v3/auth/system', { token: demo })).body.system).toEqual([])
  expect((await cloud.call('GET', '/v3/auth/catalog', { token: demo })).status).toBe(403)
  const catalog = await cloud.call('GET', '/v3/auth/catalog', { token: await cloud.tokenOf('demo') })
  expect(catalog.body.catalog).toHaveLength(5)
})

test.each([
  ['not JSON', '{"auth":'],
  ['nothing', ''],
  ['no auth', {}],
  ['a list', []],
  ['methods of another type', { auth: { identity: { methods: 'password' } } }],
  ['no methods', { auth: { identity: { methods: [] } } }],
  ['no user', { auth: { identity: { methods: ['password'] } } }],
  [
    'a user without a domain',
    { auth: { identity: { methods: ['password'], password: { user: { name: 'a', password: 'b' } } } } },
  ],
  [
    'a NUL in a name',
    { auth: { identity: { methods: ['password'], password: { user: { id: 'a\0', password: 'b' } } } } },
  ],
  [
    'half a character in a name',
    { auth: { identity: { methods: ['password'], password: { user: { id: '\ud800', password: 'b' } } } } },
  ],
  ['a scope of another type', { auth: { identity: { methods: ['token'], token: { id: 'x' } }, scope: 7 } }],
  [
    'two scopes',
    {
      auth: {
        identity: { methods: ['token'], token: { id: 'x' } },
        scope: { project: { id: 'a' }, system: { all: true } },
      },
    },
  ],
])('a sign-in with %s is a 400', async (_, body) => {
  const { status, body: answer } = await cloud.call('POST', '/v3/auth/tokens', { body })
  expect({ status, ...answer.error }).toMatchObject({ status: 400, code: 400, title: 'Bad Request' })
})

test("an unknown address is a 404 in Keystone's form", async () => {
  const token = await cloud.tokenOf('demo')
  const { status, body } = await cloud.call('GET', '/v3/nothing', { token })
  expect(status).toBe(404)
  expect(body.error.title).toBe('Not Found')
  expect((await cloud.call('GET', '/v3/users/a%00b', { token })).status).toBe(400)
})

test.each([
  ['signing in', (secret: string) => ['POST', '/v3/auth/tokens', cloud.signInBody('demo', undefined, secret)] as const],
  [
    'changing a password',
    (secret: string) =>
      ['POST', '/v3/users/nobody/password', { user: { original_password: secret, password: 'next' } }] as const,
  ],
])(
  '%s with wrong passwords is a 429 with Retry-After from the eleventh on, at this address alone',
  async (_what, request) => {
    const guess = (secret: string, address: string) => {
      const [method, path, body] = request(secret)
      return cloud.call(method, path, { body, address })
    }
    for (let n = 0; n < 10; n++) expect((await guess(`guess ${n}`, '192.0.2.1')).status).toBe(401)
    const limited = await guess(password, '192.0.2.1')
    expect(limited.status).toBe(429)
    expect(Number(limited.headers.get('retry-after'))).toBeGreaterThan(0)
    expect((await guess('one more', '192.0.2.2')).status).toBe(401)
  },
)

test.each(['GET', 'HEAD', 'DELETE'])('%s of an unknown subject token is a 404 for everybody', async (method) => {
  for (const user of ['admin', 'demo']) {
    const token = await cloud.tokenOf(user)
    const headers = { 'X-Subject-Token': 'no-such-token' }
    expect((await cloud.call(method, '/v3/auth/tokens', { token, headers })).status).toBe(404)
  }
})
