import { afterAll, beforeAll, expect, test } from 'vitest'
import { identityCloud, password } from './identity-cloud.ts'

let cloud: Awaited<ReturnType<typeof identityCloud>>
let admin: string
beforeAll(async () => {
  cloud = await identityCloud()
  admin = await cloud.tokenOf('admin')
})
afterAll(() => cloud[Symbol.asyncDispose]())

const call = (line: string, body?: unknown, token = admin) => {
  const [method, path] = line.split(/ (.*)/) as [string, string]
  return cloud.call(method, path, { token, ...(body !== undefined && { body }) })
}
const idOf = async (plural: string, name: string): Promise<string> =>
  (await call(`GET /v3/${plural}?name=${name}`)).body[plural][0].id
let serial = 0
const made = async (one: string, attributes: object = {}) => {
  const { status, body } = await call(`POST /v3/${one}s`, { [one]: { name: `${one}-${++serial}`, ...attributes } })
  if (status !== 201) throw new Error(JSON.stringify(body))
  return body[one] as { id: string; name: string }
}

/** A user who holds `role` on `place` through a group, and only so. */
async function aMemberOf(place: string, role: string, ofDomain = 'default') {
  const group = await made('group', { domain_id: ofDomain })
  const user = await made('user', { password, domain_id: ofDomain })
  await call(`PUT /v3/groups/${group.id}/users/${user.id}`)
  await call(`PUT /v3/${place}/groups/${group.id}/roles/${await idOf('roles', role)}`)
  return { group, user }
}
const signIn = (userId: string, scope: unknown) =>
  cloud.call('POST', '/v3/auth/tokens', {
    body: { auth: { identity: { methods: ['password'], password: { user: { id: userId, password } } }, scope } },
  })

test('what is granted to a group its members hold: they sign in, see the project, and are listed as its members', async () => {
  const demo = await idOf('projects', 'demo')
  const { group, user } = await aMemberOf(`projects/${demo}`, 'member')
  const { status, body, headers } = await signIn(user.id, { project: { id: demo } })
  expect(status).toBe(201)
  expect(body.token.roles.map(({ name }: { name: string }) => name)).toEqual(['member', 'reader'])
  const token = headers.get('x-subject-token')!
  expect((await call('GET /v3/auth/projects', undefined, token)).body.projects).toMatchObject([{ id: demo }])
  expect((await call(`GET /v3/users/${user.id}/projects`)).body.projects).toMatchObject([{ id: demo }])
  const plain = await call(`GET /v3/role_assignments?scope.project.id=${demo}&group.id=${group.id}&include_names`)
  expect(plain.body.role_assignments).toMatchObject([
    { group: { id: group.id, name: group.name }, role: { name: 'member' } },
  ])
  const effective = await call(`GET /v3/role_assignments?scope.project.id=${demo}&user.id=${user.id}&effective`)
  expect(effective.body.role_assignments).toHaveLength(2)
  const inherited = await call(`GET /v3/role_assignments?scope.OS-INHERIT:inherited_to=projects`)
  expect(inherited.body.role_assignments).toEqual([])
  expect(effective.body.role_assignments[0]).toMatchObject({
    user: { id: user.id },
    links: { membership: expect.stringContaining(`/groups/${group.id}/users/${user.id}`) },
  })
})

test.each([
  ['the membership', ({ group, user }: { group: string; user: string }) => `DELETE /v3/groups/${group}/users/${user}`],
  ['the group', ({ group }: { group: string }) => `DELETE /v3/groups/${group}`],
  [
    'the grant',
    ({ group, demo, role }: { group: string; demo: string; role: string }) =>
      `DELETE /v3/projects/${demo}/groups/${group}/roles/${role}`,
  ],
])('tokens die when %s goes', async (_what, lineOf) => {
  const demo = await idOf('projects', 'demo')
  const { group, user } = await aMemberOf(`projects/${demo}`, 'member')
  const token = (await signIn(user.id, { project: { id: demo } })).headers.get('x-subject-token')!
  expect(await cloud.identity.authenticate(token)).toBeDefined()
  const line = lineOf({ group: group.id, user: user.id, demo, role: await idOf('roles', 'member') })
  expect((await call(line)).status).toBe(204)
  expect(await cloud.identity.authenticate(token)).toBeUndefined()
  expect((await signIn(user.id, { project: { id: demo } })).status).toBe(401)
})

test('a group on the system makes its members administrators of it', async () => {
  const { user } = await aMemberOf('system', 'admin')
  expect((await signIn(user.id, { system: { all: true } })).body.token.system).toEqual({ all: true })
})

test('a token for a domain has the roles held there, and dies with them and with the domain', async () => {
  const domain = await made('domain')
  const { user } = await aMemberOf(`domains/${domain.id}`, 'manager')
  const byName = await signIn(user.id, { domain: { name: domain.name.toUpperCase() } })
  expect(byName.body.token).toMatchObject({ domain: { id: domain.id, name: domain.name } })
  expect(byName.body.token).not.toHaveProperty('project')
  expect(byName.body.token.catalog.length).toBeGreaterThan(0)
  const token = byName.headers.get('x-subject-token')!
  expect((await call('GET /v3/auth/domains', undefined, token)).body.domains).toMatchObject([{ id: domain.id }])
  await call(`PATCH /v3/domains/${domain.id}`, { domain: { enabled: false } })
  expect(await cloud.identity.authenticate(token)).toBeUndefined()
  expect((await signIn(user.id, { domain: { id: domain.id } })).status).toBe(401)
  expect((await signIn(user.id, { domain: { id: 'default' } })).status).toBe(401)
})

test('a manager of a domain keeps its users, groups and projects, and nothing outside of it', async () => {
  const domain = await made('domain')
  const { user } = await aMemberOf(`domains/${domain.id}`, 'manager', domain.id)
  const token = (await signIn(user.id, { domain: { id: domain.id } })).headers.get('x-subject-token')!
  const asManager = (line: string, body?: unknown) => call(line, body, token)
  for (const one of ['user', 'group', 'project']) {
    const { status, body } = await asManager(`POST /v3/${one}s`, { [one]: { name: 'theirs' } })
    expect({ one, status }).toEqual({ one, status: 201 })
    expect(body[one].domain_id).toBe(domain.id)
    const elsewhere = { [one]: { name: 'elsewhere', domain_id: 'default' } }
    expect((await asManager(`POST /v3/${one}s`, elsewhere)).status).toBe(403)
    const listed = await asManager(`GET /v3/${one}s`)
    expect(new Set(listed.body[`${one}s`].map((item: { domain_id: string }) => item.domain_id))).toEqual(
      new Set([domain.id]),
    )
    expect((await asManager(`GET /v3/${one}s?domain_id=default`)).status).toBe(403)
  }
  expect((await asManager('GET /v3/domains')).body.domains).toMatchObject([{ id: domain.id }])
  const assignments = (await asManager('GET /v3/role_assignments')).body.role_assignments
  expect(assignments).toMatchObject([{ scope: { domain: { id: domain.id } } }])
  expect((await asManager('POST /v3/projects', { project: { name: 'd', is_domain: true } })).status).toBe(403)
  const project = await idOf('projects', 'theirs')
  const member = await idOf('roles', 'member')
  expect((await asManager(`PUT /v3/projects/${project}/users/${user.id}/roles/${member}`)).status).toBe(204)
  const adminRole = await idOf('roles', 'admin')
  expect((await asManager(`PUT /v3/projects/${project}/users/${user.id}/roles/${adminRole}`)).status).toBe(403)
})

test('assignments in a tree of projects are listed with include_subtree', async () => {
  const top = await made('project')
  const below = await made('project', { parent_id: top.id })
  const role = await idOf('roles', 'member')
  const user = await made('user')
  for (const { id } of [top, below]) await call(`PUT /v3/projects/${id}/users/${user.id}/roles/${role}`)
  const path = `GET /v3/role_assignments?scope.project.id=${top.id}`
  expect((await call(path)).body.role_assignments).toHaveLength(1)
  expect((await call(`${path}&include_subtree`)).body.role_assignments).toHaveLength(2)
})
