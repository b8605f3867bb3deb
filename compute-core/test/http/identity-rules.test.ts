import { afterAll, beforeAll, expect, test } from 'vitest'
import { identityApi } from '#services/identity/api/identity-api'
import { identityRoutes } from '#services/identity/api/identity-routes'
import { silentLog } from '#platform/log'
import { sealWith } from '#platform/seal'
import { identityCloud, password } from './identity-cloud.ts'

let cloud: Awaited<ReturnType<typeof identityCloud>>
let admin: string
beforeAll(async () => {
  cloud = await identityCloud()
  admin = await cloud.tokenOf('admin')
})
afterAll(() => cloud[Symbol.asyncDispose]())

const get = (path: string, token = admin) => cloud.call('GET', path, { token })
const idOf = async (plural: string, name: string): Promise<string> =>
  (await get(`/v3/${plural}?name=${name}`)).body[plural][0].id

let serial = 0
/** A user who holds one role on the project demo. */
async function userWith(role: string): Promise<{ id: string; token: string }> {
  const project = await idOf('projects', 'demo')
  const body = { user: { name: `${role}-${++serial}`, password, default_project_id: project } }
  const { user } = (await cloud.call('POST', '/v3/users', { token: admin, body })).body
  const grant = `/v3/projects/${project}/users/${user.id}/roles/${await idOf('roles', role)}`
  await cloud.call('PUT', grant, { token: admin })
  return { id: user.id, token: await cloud.tokenOf(user.name) }
}

test('every route that takes a token asks a rule, or is one of these that ask by themselves', () => {
  const asks = identityRoutes.filter(({ isOpen, rule }) => !isOpen && rule === undefined)
  expect(asks.map(({ method, path }) => `${method} ${path}`)).toEqual([
    'GET /v3/auth/tokens', // by HEAD another rule
    'POST /v3/kilonova/password', // Keystone's own asks none
    'GET /v3/roles', // for the roles of a domain another rule
    'GET /v3/roles/:prior/implies/:implied', // by HEAD another rule
    'GET /v3/role_assignments', // for a tree of projects another rule
    'GET /v3/OS-TRUST/trusts', // for those of a trustor or to a trustee another rule
  ])
})

test('a project is read with a token of its own, and not with one of another project where its user has a role', async () => {
  const [here, there] = [await idOf('projects', 'admin'), await idOf('projects', 'demo')]
  const { id, token } = await userWith('service')
  const role = await idOf('roles', 'member')
  await cloud.call('PUT', `/v3/projects/${here}/users/${id}/roles/${role}`, { token: admin })
  expect((await get(`/v3/projects/${there}`, token)).status).toBe(200)
  expect((await get(`/v3/projects/${here}`, token)).status).toBe(403)
})

test('a manager sees the roles that managers of a domain may grant, and no list of roles', async () => {
  const { token } = await userWith('manager')
  expect((await get(`/v3/roles/${await idOf('roles', 'member')}`, token)).status).toBe(200)
  expect((await get(`/v3/roles/${await idOf('roles', 'admin')}`, token)).status).toBe(403)
  expect((await get('/v3/roles', token)).status).toBe(403)
})

const membersOf = (project: string) => `/v3/kilonova/projects/${project}/role_assignments`

test('a manager is told who works in their project, and a member is not', async () => {
  const [project, manager, member] = [
    await idOf('projects', 'demo'),
    await userWith('manager'),
    await userWith('member'),
  ]
  const { status, body } = await get(membersOf(project), manager.token)
  expect(status).toBe(200)
  expect(body.role_assignments).toContainEqual(
    expect.objectContaining({
      user: expect.objectContaining({ id: manager.id, name: expect.stringContaining('manager') }),
      role: expect.objectContaining({ name: 'manager' }),
    }),
  )
  expect((await get(membersOf(project), member.token)).status).toBe(403)
})

test('a manager learns nothing of other projects, not even whether they are there', async () => {
  const { token } = await userWith('manager')
  for (const other of [await idOf('projects', 'admin'), 'nothing', '0'.repeat(32)])
    expect((await get(membersOf(other), token)).status).toBe(403)
  expect((await get(membersOf('nothing'))).status).toBe(404)
})

test('a domain is shown to who has a token of a project in it, and not to one without a project', async () => {
  expect((await get('/v3/domains/default', await cloud.tokenOf('demo'))).status).toBe(200)
  expect((await get('/v3/domains/default', await cloud.tokenOf('demo', 'unscoped'))).status).toBe(403)
})

test('to check a token by HEAD takes more than the role service', async () => {
  const { token } = await userWith('service')
  const headers = { 'X-Subject-Token': admin }
  expect((await cloud.call('GET', '/v3/auth/tokens', { token, headers })).status).toBe(200)
  expect((await cloud.call('HEAD', '/v3/auth/tokens', { token, headers })).status).toBe(403)
})

test('who may not write learns nothing of what a body should be', async () => {
  const demo = await cloud.tokenOf('demo')
  const refused = await cloud.call('POST', '/v3/projects', { token: demo, body: { project: { name: 7 } } })
  expect(refused.status).toBe(403)
  expect(refused.body.error.message).toContain('identity:create_project')
})

test('an operator’s own check replaces the default', async () => {
  const { db, clock, identity } = cloud
  const policy = { 'identity:create_project': 'role:member and user_domain_id:%(target.project.domain_id)s' }
  const api = identityApi({
    db,
    clock,
    seal: sealWith(Buffer.alloc(32)),
    identity,
    log: silentLog,
    tokenSeconds: 60,
    maxLimit: 1000,
    mounted: [],
    policy,
  })
  const token = await cloud.tokenOf('demo')
  const create = async (project: object) => {
    const headers = { 'X-Auth-Token': token, 'Content-Type': 'application/json' }
    return (
      await api.request('http://cloud.test/v3/projects', { method: 'POST', headers, body: JSON.stringify({ project }) })
    ).status
  }
  expect(await create({ name: 'theirs' })).toBe(201)
  expect(await create({ name: 'elsewhere', domain_id: 'another' })).toBe(403)
})
