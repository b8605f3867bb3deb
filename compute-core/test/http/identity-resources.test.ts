import { afterAll, beforeAll, expect, test } from 'vitest'
import { identityCloud, password, projectNamed } from './identity-cloud.ts'

let cloud: Awaited<ReturnType<typeof identityCloud>>
let admin: string
let demo: string
beforeAll(async () => {
  cloud = await identityCloud()
  admin = await cloud.tokenOf('admin')
  demo = await cloud.tokenOf('demo')
})
afterAll(() => cloud[Symbol.asyncDispose]())

const get = async (path: string, token = admin) => cloud.call('GET', path, { token })
const idOf = async (plural: string, name: string): Promise<string> =>
  (await get(`/v3/${plural}?name=${name}`)).body[plural][0].id

let serial = 0
const fresh = (what: string) => `${what}-${++serial}`

async function makeUser(): Promise<{ id: string; name: string }> {
  const body = { user: { name: fresh('user'), password, default_project_id: await idOf('projects', 'demo') } }
  const { body: answer } = await cloud.call('POST', '/v3/users', { token: admin, body })
  return answer.user
}

async function makeMember() {
  const user = await makeUser()
  const grant = `/v3/projects/${await idOf('projects', 'demo')}/users/${user.id}/roles/${await idOf('roles', 'member')}`
  expect((await cloud.call('PUT', grant, { token: admin })).status).toBe(204)
  return { ...user, grant }
}

test('an administrator keeps projects', async () => {
  const name = fresh('project')
  const made = await cloud.call('POST', '/v3/projects', { token: admin, body: { project: { name, tags: ['a'] } } })
  expect(made.status).toBe(201)
  const { project } = made.body
  expect(project).toMatchObject({
    name,
    domain_id: 'default',
    parent_id: 'default',
    enabled: true,
    is_domain: false,
    tags: ['a'],
    options: {},
  })
  expect(project.id).toMatch(/^[0-9a-f]{32}$/)
  expect(project.links.self).toBe(`http://cloud.test/identity/v3/projects/${project.id}`)
  const twice = await cloud.call('POST', '/v3/projects', { token: admin, body: { project: { name } } })
  expect(twice.status).toBe(409)
  expect(twice.body.error.message).toContain('Choose another name')
  const path = `/v3/projects/${project.id}`
  const patched = await cloud.call('PATCH', path, {
    token: admin,
    body: { project: { description: 'new', enabled: false } },
  })
  expect(patched.body.project).toMatchObject({ name, description: 'new', enabled: false })
  expect((await get(`/v3/projects?enabled=false`)).body.projects.map((p: { id: string }) => p.id)).toContain(project.id)
  expect((await cloud.call('DELETE', path, { token: admin })).status).toBe(204)
  expect((await get(path)).status).toBe(404)
  expect((await cloud.call('DELETE', path, { token: admin })).status).toBe(404)
})

test('a member sees their own project and learns nothing of others', async () => {
  expect((await get(`/v3/projects/${await idOf('projects', 'demo')}`, demo)).status).toBe(200)
  expect((await get(`/v3/projects/${await idOf('projects', 'admin')}`, demo)).status).toBe(403)
  expect((await get(`/v3/projects/unknown`, demo)).status).toBe(403)
  const demoId = await idOf('users', 'demo')
  expect((await get(`/v3/users/${demoId}`, demo)).body.user).not.toHaveProperty('password_hash')
  expect((await get(`/v3/users/${demoId}/projects`, demo)).body.projects).toHaveLength(1)
  expect((await get(`/v3/users/${await idOf('users', 'admin')}`, demo)).status).toBe(403)
})

test.each([
  ['GET', '/v3/projects'],
  ['POST', '/v3/projects'],
  ['PATCH', '/v3/projects/x'],
  ['DELETE', '/v3/projects/x'],
  ['GET', '/v3/users'],
  ['POST', '/v3/users'],
  ['PATCH', '/v3/users/x'],
  ['DELETE', '/v3/users/x'],
  ['GET', '/v3/users/x/projects'],
  ['GET', '/v3/roles'],
  ['POST', '/v3/roles'],
  ['DELETE', '/v3/roles/x'],
  ['GET', '/v3/domains'],
  ['POST', '/v3/domains'],
  ['GET', '/v3/domains/x'],
  ['DELETE', '/v3/domains/x'],
  ['GET', '/v3/role_assignments'],
  ['GET', '/v3/role_inferences'],
  ['GET', '/v3/services'],
  ['GET', '/v3/endpoints'],
  ['GET', '/v3/projects/x/users/y/roles'],
  ['PUT', '/v3/projects/x/users/y/roles/z'],
  ['DELETE', '/v3/projects/x/users/y/roles/z'],
  ['PUT', '/v3/system/users/y/roles/z'],
])('a member may not %s %s', async (method, path) => {
  expect((await cloud.call(method, path, { token: demo })).status).toBe(403)
  expect((await cloud.call(method, path)).status).toBe(401)
})

test('a user who changes their password needs the old one, and their tokens end', async () => {
  const user = await makeMember()
  const token = await cloud.tokenOf(user.name)
  const change = (original_password: string) =>
    cloud.call('POST', `/v3/users/${user.id}/password`, {
      token,
      body: { user: { original_password, password: 'next' } },
    })
  expect((await change('wrong')).status).toBe(401)
  expect((await change(password)).status).toBe(204)
  expect(await cloud.identity.authenticate(token)).toBeUndefined()
  expect(await cloud.tokenOf(user.name, undefined, 'next')).toBeTypeOf('string')
})

test('whoever knows the original password changes it, with another token or with none, as in Keystone', async () => {
  const user = await makeMember()
  const change = (original_password: string, next: string, token?: string) =>
    cloud.call('POST', `/v3/users/${user.id}/password`, {
      ...(token !== undefined && { token }),
      body: { user: { original_password, password: next } },
    })
  expect((await change('wrong', 'next', demo)).status).toBe(401)
  expect((await change(password, 'next', demo)).status).toBe(204)
  expect((await change('next', 'last')).status).toBe(204)
  expect(await cloud.tokenOf(user.name, undefined, 'last')).toBeTypeOf('string')
})

test('signing in while the password changes leaves no token behind that the old one got', async () => {
  const user = await makeMember()
  const racing = Array.from({ length: 6 }, () => cloud.tokenOf(user.name).catch(() => undefined))
  await cloud.call('PATCH', `/v3/users/${user.id}`, { token: admin, body: { user: { password: 'next' } } })
  for (const token of await Promise.all(racing))
    expect(token === undefined ? undefined : await cloud.identity.authenticate(token)).toBeUndefined()
})

test.each([
  ['disabled', { enabled: false }],
  ['given another password', { password: 'other' }],
])('the tokens of a user who is %s end', async (_, change) => {
  const user = await makeMember()
  const token = await cloud.tokenOf(user.name)
  await cloud.call('PATCH', `/v3/users/${user.id}`, { token: admin, body: { user: change } })
  expect(await cloud.identity.authenticate(token)).toBeUndefined()
  const again = await cloud.call('POST', '/v3/auth/tokens', { body: cloud.signInBody(user.name) })
  expect(again.status).toBe(401)
})

test('a token loses what its user loses: the last role, the project, the account', async () => {
  const { grant, name } = await makeMember()
  const token = await cloud.tokenOf(name)
  expect((await cloud.call('HEAD', grant, { token: admin })).status).toBe(204)
  expect((await cloud.call('DELETE', grant, { token: admin })).status).toBe(204)
  expect((await cloud.call('HEAD', grant, { token: admin })).status).toBe(404)
  expect((await cloud.call('DELETE', grant, { token: admin })).status).toBe(404)
  expect(await cloud.identity.authenticate(token)).toBeUndefined()

  const leaver = await makeMember()
  const leaving = await cloud.tokenOf(leaver.name)
  expect((await cloud.call('DELETE', `/v3/users/${leaver.id}`, { token: admin })).status).toBe(204)
  expect(await cloud.identity.authenticate(leaving)).toBeUndefined()

  const name2 = fresh('project')
  const { project } = (await cloud.call('POST', '/v3/projects', { token: admin, body: { project: { name: name2 } } }))
    .body
  const adminId = await idOf('users', 'admin')
  await cloud.call('PUT', `/v3/projects/${project.id}/users/${adminId}/roles/${await idOf('roles', 'reader')}`, {
    token: admin,
  })
  const there = await cloud.tokenOf('admin', projectNamed(name2))
  expect(await cloud.identity.authenticate(there)).toMatchObject({ roles: ['reader'], isAdmin: false })
  await cloud.call('PATCH', `/v3/projects/${project.id}`, { token: admin, body: { project: { enabled: false } } })
  expect(await cloud.identity.authenticate(there)).toBeUndefined()
})

test('a reader of the whole system reads everything and changes nothing', async () => {
  const user = await makeUser()
  const reader = await idOf('roles', 'reader')
  await cloud.call('PUT', `/v3/system/users/${user.id}/roles/${reader}`, { token: admin })
  const token = await cloud.tokenOf(user.name, { system: { all: true } })
  expect((await get('/v3/auth/system', token)).body.system).toEqual([{ all: true }])
  expect((await get('/v3/users', token)).status).toBe(200)
  expect((await get(`/v3/projects/${await idOf('projects', 'admin')}`, token)).status).toBe(200)
  const create = { token, body: { project: { name: 'mine' } } }
  expect((await cloud.call('POST', '/v3/projects', create)).status).toBe(403)
})

test('a reader of the whole system learns of the credentials of others, and not what is secret in them', async () => {
  const [user, owner] = [await makeUser(), await makeUser()]
  await cloud.call('PUT', `/v3/system/users/${user.id}/roles/${await idOf('roles', 'reader')}`, { token: admin })
  const token = await cloud.tokenOf(user.name, { system: { all: true } })
  const seed = { type: 'totp', blob: 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ', user_id: owner.id }
  const kept = await cloud.call('POST', '/v3/credentials', { token: admin, body: { credential: seed } })
  const project = await idOf('projects', 'demo')
  const ec2Path = `/v3/users/${owner.id}/credentials/OS-EC2`
  const ec2 = (await cloud.call('POST', ec2Path, { token: admin, body: { tenant_id: project } })).body.credential
  const path = `/v3/credentials/${kept.body.credential.id}`
  expect((await get(path, admin)).body.credential).toMatchObject(seed)
  expect((await get(path, token)).body.credential).toMatchObject({ ...seed, blob: '' })
  expect((await get(`${ec2Path}/${ec2.access}`, token)).body.credential).toMatchObject({ secret: '' })
  const blobs = (await get(`/v3/credentials?user_id=${owner.id}`, token)).body.credentials
  expect(blobs.map(({ blob }: { blob: string }) => blob)).toEqual(['', ''])
  expect((await get(`${ec2Path}/${ec2.access}`, admin)).body.credential.secret).toBe(ec2.secret)
})

test('a service may check the tokens that it is given', async () => {
  const user = await makeUser()
  const project = await idOf('projects', 'demo')
  await cloud.call('PUT', `/v3/projects/${project}/users/${user.id}/roles/${await idOf('roles', 'service')}`, {
    token: admin,
  })
  const token = await cloud.tokenOf(user.name)
  const look = await cloud.call('GET', '/v3/auth/tokens', { token, headers: { 'X-Subject-Token': demo } })
  expect(look.body.token.user.name).toBe('demo')
  expect((await cloud.call('DELETE', '/v3/auth/tokens', { token, headers: { 'X-Subject-Token': demo } })).status).toBe(
    403,
  )
})

test('a grant names what is missing', async () => {
  const [user, project, role] = [
    await idOf('users', 'demo'),
    await idOf('projects', 'demo'),
    await idOf('roles', 'reader'),
  ]
  const put = (path: string) => cloud.call('PUT', path, { token: admin })
  expect((await put(`/v3/projects/${project}/users/x/roles/${role}`)).body.error.message).toContain('User x')
  expect((await put(`/v3/projects/x/users/${user}/roles/${role}`)).body.error.message).toContain('Project x')
  expect((await put(`/v3/projects/${project}/users/${user}/roles/x`)).body.error.message).toContain('Role x')
  expect((await put(`/v3/domains/default/users/${user}/roles/${role}`)).status).toBe(204)
  expect((await put(`/v3/domains/default/users/${user}/roles/${role}`)).status).toBe(204)
  expect((await get('/v3/auth/domains', demo)).body.domains[0].id).toBe('default')
})

test('role assignments are listed with names and with what they imply', async () => {
  const demoId = await idOf('users', 'demo')
  const project = await idOf('projects', 'demo')
  const query = `/v3/role_assignments?user.id=${demoId}&scope.project.id=${project}`
  const plain = (await get(`${query}&include_names=True`)).body.role_assignments
  expect(plain).toHaveLength(1)
  expect(plain[0]).toMatchObject({
    role: { name: 'member' },
    user: { name: 'demo', domain: { name: 'Default' } },
    scope: { project: { name: 'demo', domain: { id: 'default' } } },
  })
  const effective = (await get(`${query}&effective&include_names`)).body.role_assignments
  expect(effective.map((a: { role: { name: string } }) => a.role.name)).toEqual(['member', 'reader'])
  const system = (await get('/v3/role_assignments?scope.system=all')).body.role_assignments
  expect(system[0].scope).toEqual({ system: { all: true } })
  expect((await get('/v3/role_assignments?group.id=x&effective')).status).toBe(400)
  expect((await get('/v3/role_inferences')).body.role_inferences).toHaveLength(3)
})

test("roles of the cloud stay as they are, roles of one's own come and go", async () => {
  const own = await cloud.call('POST', '/v3/roles', { token: admin, body: { role: { name: fresh('role') } } })
  expect(own.status).toBe(201)
  expect((await cloud.call('DELETE', `/v3/roles/${own.body.role.id}`, { token: admin })).status).toBe(204)
  expect((await cloud.call('DELETE', `/v3/roles/${await idOf('roles', 'member')}`, { token: admin })).status).toBe(403)
})

test('a domain is disabled before it is deleted, with all that is in it', async () => {
  const { domain } = (
    await cloud.call('POST', '/v3/domains', { token: admin, body: { domain: { name: fresh('domain') } } })
  ).body
  const user = { name: 'inside', domain_id: domain.id, password }
  expect((await cloud.call('POST', '/v3/users', { token: admin, body: { user } })).status).toBe(201)
  const path = `/v3/domains/${domain.id}`
  expect((await cloud.call('DELETE', path, { token: admin })).status).toBe(403)
  await cloud.call('PATCH', path, { token: admin, body: { domain: { enabled: false } } })
  expect((await cloud.call('DELETE', path, { token: admin })).status).toBe(204)
  expect((await get(`/v3/users?domain_id=${domain.id}`)).body.users).toEqual([])
  expect(
    (await cloud.call('PATCH', '/v3/domains/default', { token: admin, body: { domain: { enabled: false } } })).status,
  ).toBe(403)
})

test('services, endpoints and regions can be read', async () => {
  expect((await get('/v3/services')).body.services).toHaveLength(5)
  expect((await get('/v3/endpoints?interface=public')).body.endpoints).toHaveLength(5)
  expect((await get('/v3/regions')).body.regions[0].id).toBe('RegionOne')
})

test.each([
  ['POST', '/v3/projects', { project: {} }],
  ['POST', '/v3/projects', { project: { name: ' ' } }],
  ['POST', '/v3/projects', { project: { name: 'x'.repeat(65) } }],
  ['POST', '/v3/projects', { project: { name: 'a\0b' } }],
  ['POST', '/v3/projects', { project: { name: 7 } }],
  ['POST', '/v3/projects', { project: { name: 'p', enabled: 'yes' } }],
  ['POST', '/v3/projects', { project: { name: 'p', tags: ['\ud800'] } }],
  ['POST', '/v3/projects', '{'],
  ['POST', '/v3/projects', '[]'],
  ['POST', '/v3/projects', ''],
  ['POST', '/v3/users', { user: { name: 'x'.repeat(256) } }],
  ['POST', '/v3/users', { user: { name: 'u', password: 9 } }],
  ['POST', '/v3/users', { user: { name: 'u', password: '' } }],
  ['POST', '/v3/users', { user: { name: 'u', email: 'a\0' } }],
  ['POST', '/v3/roles', { role: null }],
  ['POST', '/v3/domains', { domain: { name: 'd', enabled: null } }],
])('%s %s with %j is a 400', async (method, path, body) => {
  expect((await cloud.call(method, path, { token: admin, body })).status).toBe(400)
})
