import { afterAll, beforeAll, expect, test } from 'vitest'
import { identityCloud, password } from './identity-cloud.ts'

let cloud: Awaited<ReturnType<typeof identityCloud>>
let admin: string
beforeAll(async () => {
  cloud = await identityCloud()
  admin = await cloud.tokenOf('admin')
})
afterAll(() => cloud[Symbol.asyncDispose]())

const call = (line: string, body?: unknown) => {
  const [method, path] = line.split(/ (.*)/) as [string, string]
  return cloud.call(method, path, { token: admin, ...(body !== undefined && { body }) })
}
const idOf = async (plural: string, name: string): Promise<string> =>
  (await call(`GET /v3/${plural}?name=${name}`)).body[plural][0].id
let serial = 0
const fresh = (what: string) => `${what}-${++serial}`
const made = async (one: string, attributes: object = {}) => {
  const { status, body } = await call(`POST /v3/${one}s`, { [one]: { name: fresh(one), ...attributes } })
  if (status !== 201) throw new Error(JSON.stringify(body))
  return body[one] as { id: string; name: string } & Record<string, unknown>
}

test.each(['project', 'domain', 'role'])(
  'an immutable %s is not changed and not deleted until that is taken back',
  async (one) => {
    const { id } = await made(one, { options: { immutable: true }, ...(one === 'domain' && { enabled: false }) })
    const change = (attributes: object) => call(`PATCH /v3/${one}s/${id}`, { [one]: attributes })
    expect((await change({ name: fresh('other') })).status).toBe(403)
    expect((await change({ colour: 'red' })).status).toBe(403)
    expect((await change({ name: fresh('other'), options: { immutable: false } })).status).toBe(403)
    expect((await call(`DELETE /v3/${one}s/${id}`)).body.error.message).toContain('immutable')
    expect((await change({ options: { immutable: null } })).body[one].options).toEqual({})
    expect((await change({ name: fresh('other') })).status).toBe(200)
    expect((await call(`DELETE /v3/${one}s/${id}`)).status).toBe(204)
  },
)

test('an immutable project keeps its tags', async () => {
  const { id } = await made('project', { options: { immutable: true }, tags: ['red'] })
  for (const line of ['PUT /tags/blue', 'DELETE /tags/red', 'DELETE /tags']) {
    const [method, rest] = line.split(' ') as [string, string]
    expect((await call(`${method} /v3/projects/${id}${rest}`)).status).toBe(403)
  }
})

test.each(['user', 'project', 'domain', 'role'])(
  'attributes of a %s that nobody knows are kept, changed one by one and shown in lists',
  async (one) => {
    const { id, name } = await made(one, { phone: '1', rooms: [1, { floor: 2 }], id: 'mine', links: {} })
    expect(id).not.toBe('mine')
    const changed = await call(`PATCH /v3/${one}s/${id}`, { [one]: { phone: null } })
    expect(changed.body[one]).toMatchObject({ id, name, phone: null, rooms: [1, { floor: 2 }] })
    expect((await call(`GET /v3/${one}s?name=${name}`)).body[`${one}s`]).toEqual([changed.body[one]])
  },
)

test.each([
  ['user', { options: { multi_factor_auth_rules: [['totp'], ['totp']] } }, 'twice'],
  ['user', { options: { colour: 'red' } }, 'colour'],
  ['user', { federated: [{ idp_id: 'x' }] }, 'identity provider'],
  ['project', { options: { lock_password: true } }, 'lock_password'],
  ['domain', { tags: ['red'] }, 'no tags'],
])('a %s with %j is refused in a sentence', async (one, attributes, sentence) => {
  const refused = await call(`POST /v3/${one}s`, { [one]: { name: fresh(one), ...attributes } })
  expect(refused.status).toBe(400)
  expect(refused.body.error.message).toContain(sentence)
})

test.each([
  ['user', 'domain_id'],
  ['project', 'domain_id'],
  ['project', 'parent_id'],
  ['role', 'domain_id'],
])('a %s keeps its %s', async (one, attribute) => {
  const { id } = await made(one)
  const other = await made('domain')
  expect((await call(`PATCH /v3/${one}s/${id}`, { [one]: { [attribute]: other.id } })).status).toBe(400)
})

test('a password that is locked is changed by administrators alone', async () => {
  const user = await made('user', { password, options: { lock_password: true } })
  const own = { user: { original_password: password, password: 'next' } }
  expect((await call(`POST /v3/users/${user.id}/password`, own)).status).toBe(403)
  expect((await call(`PATCH /v3/users/${user.id}`, { user: { password: 'next' } })).status).toBe(200)
})

test('names are found, and taken, without regard to case', async () => {
  const domain = await made('domain', { name: 'Earth' })
  const user = await made('user', { name: 'Ada', domain_id: domain.id, password })
  const project = await made('project', { name: 'Engine', domain_id: domain.id })
  await call(`PUT /v3/projects/${project.id}/users/${user.id}/roles/${await idOf('roles', 'member')}`)
  const signedIn = await cloud.call('POST', '/v3/auth/tokens', {
    body: {
      auth: {
        identity: { methods: ['password'], password: { user: { name: 'ADA', domain: { name: 'EARTH' }, password } } },
        scope: { project: { name: 'engine', domain: { name: 'earth' } } },
      },
    },
  })
  expect(signedIn.body.token).toMatchObject({
    user: { name: 'Ada' },
    project: { name: 'Engine', domain: { name: 'Earth' } },
  })
  for (const [one, attributes] of [
    ['domain', { name: 'EARTH' }],
    ['user', { name: 'ADA', domain_id: domain.id }],
    ['project', { name: 'ENGINE', domain_id: domain.id }],
    ['role', { name: 'Admin' }],
  ] as const)
    expect((await call(`POST /v3/${one}s`, { [one]: attributes })).status).toBe(409)
  expect((await call(`PATCH /v3/users/${user.id}`, { user: { name: 'ADA' } })).status).toBe(200)
})

test('of many who take one name in different cases at the same time one gets it', async () => {
  const names = ['zed', 'Zed', 'zEd', 'zeD', 'ZED', 'ZeD']
  const made = await Promise.all(names.map((name) => call('POST /v3/users', { user: { name } })))
  expect(made.map(({ status }) => status).toSorted()).toEqual([201, 409, 409, 409, 409, 409])
})

test.each([
  ['name__contains=eb-PRO', 0],
  ['name__icontains=eb-PRO', 1],
  ['name__startswith=web', 2],
  ['name__istartswith=WEB', 2],
  ['name__endswith=-dev', 2],
  ['name__iendswith=-DEV', 2],
  ['name__startswith=web&name__endswith=-dev', 1],
  ['name=WEB-DEV', 1],
  ['name__contains=%25', 0],
  ['name__unheard=web', 3],
])('users?%s are %i of those that were made', async (query, count) => {
  const domain =
    (await call('GET /v3/domains?name=filtered')).body.domains[0] ?? (await made('domain', { name: 'filtered' }))
  for (const name of ['web-dev', 'web-prod', 'db-dev'])
    await call('POST /v3/users', { user: { name, domain_id: domain.id } })
  expect((await call(`GET /v3/users?domain_id=${domain.id}&${query}`)).body.users).toHaveLength(count)
})

test('a project that is a domain is made, listed, shown, changed and deleted through both', async () => {
  const created = await made('project', { is_domain: true, domain_id: null, colour: 'red' })
  expect(created).toMatchObject({ is_domain: true, domain_id: null, parent_id: null, colour: 'red' })
  expect((await call(`GET /v3/domains/${created.id}`)).body.domain).toMatchObject({ name: created.name, colour: 'red' })
  expect((await call('GET /v3/projects?is_domain=true')).body.projects).toContainEqual(created)
  expect((await call('GET /v3/projects')).body.projects).not.toContainEqual(expect.objectContaining({ id: created.id }))
  expect((await call(`DELETE /v3/projects/${created.id}`)).status).toBe(403)
  const disabled = await call(`PATCH /v3/projects/${created.id}`, { project: { enabled: false } })
  expect(disabled.body.project).toMatchObject({ is_domain: true, enabled: false })
  expect((await call(`DELETE /v3/projects/${created.id}`)).status).toBe(204)
  expect((await call(`GET /v3/domains/${created.id}`)).status).toBe(404)
})

test('projects stand below projects of their domain, five deep, and none is enabled below a disabled one', async () => {
  const domain = await made('domain')
  const top = await made('project', { domain_id: domain.id })
  const chain = [top]
  for (let depth = 2; depth <= 5; depth++) chain.push(await made('project', { parent_id: chain.at(-1)!.id }))
  expect(chain[4]).toMatchObject({ domain_id: domain.id, parent_id: chain[3]!.id })
  const deeper = { project: { name: fresh('project'), parent_id: chain[4]!.id } }
  expect((await call('POST /v3/projects', deeper)).status).toBe(403)
  const elsewhere = { project: { name: fresh('project'), parent_id: top.id, domain_id: 'default' } }
  expect((await call('POST /v3/projects', elsewhere)).status).toBe(400)
  const { subtree } = (await call(`GET /v3/projects/${chain[2]!.id}?subtree_as_ids`)).body.project
  expect(subtree).toEqual({ [chain[3]!.id]: { [chain[4]!.id]: null } })
  const { parents } = (await call(`GET /v3/projects/${chain[2]!.id}?parents_as_ids`)).body.project
  expect(parents).toEqual({ [chain[1]!.id]: { [top.id]: { [domain.id]: null } } })
  expect((await call(`DELETE /v3/projects/${top.id}`)).status).toBe(403)
  expect((await call(`PATCH /v3/projects/${top.id}`, { project: { enabled: false } })).status).toBe(403)
  for (const { id } of chain.toReversed())
    expect((await call(`PATCH /v3/projects/${id}`, { project: { enabled: false } })).status).toBe(200)
  expect((await call(`PATCH /v3/projects/${chain[4]!.id}`, { project: { enabled: true } })).status).toBe(403)
  for (const { id } of chain.toReversed()) expect((await call(`DELETE /v3/projects/${id}`)).status).toBe(204)
})

test('a role of a domain is granted there alone, and gives a token what it implies and not itself', async () => {
  const domain = await made('domain')
  const role = await made('role', { name: 'keeper', domain_id: domain.id })
  await made('role', { name: 'keeper' })
  const project = await made('project', { domain_id: domain.id })
  const user = await made('user', { password })
  expect((await call(`GET /v3/roles?domain_id=${domain.id}`)).body.roles).toMatchObject([{ id: role.id }])
  const inDefault = `/v3/projects/${await idOf('projects', 'demo')}/users/${user.id}/roles/${role.id}`
  expect((await call(`PUT ${inDefault}`)).status).toBe(403)
  await call(`PUT /v3/roles/${role.id}/implies/${await idOf('roles', 'reader')}`)
  expect((await call(`PUT /v3/projects/${project.id}/users/${user.id}/roles/${role.id}`)).status).toBe(204)
  const signedIn = await cloud.call('POST', '/v3/auth/tokens', {
    body: cloud.signInBody(user.name, { project: { id: project.id } }),
  })
  expect(signedIn.body.token.roles).toMatchObject([{ name: 'reader' }])
})
