import { afterAll, beforeAll, expect, test } from 'vitest'
import { identityDefinition } from '#services/identity/api/identity-api'
import { markerOfAssignment } from '#services/identity/domain/assignment-marker'
import { identityKeys, type SearchedList } from '#services/identity/domain/list-keys'
import { identityCloud } from './identity-cloud.ts'
import { listSearchSuite, type SortedBy } from './support/list-search-suite.ts'

type Cloud = Awaited<ReturnType<typeof identityCloud>>

let cloud: Cloud
let token: string
const ids: Record<string, string> = {}
beforeAll(async () => {
  cloud = await identityCloud()
  token = await cloud.tokenOf('admin')
  const make = async (plural: string, singular: string, body: object) => {
    const response = await cloud.call('POST', `/v3/${plural}`, { token, body: { [singular]: body } })
    expect(response).toMatchObject({ status: 201 })
    return (ids[singular] = response.body[singular].id as string)
  }
  const domain = await make('domains', 'domain', { name: 'Elsewhere', description: 'Far away', enabled: false })
  ids['near'] = await make('domains', 'domain', { name: 'Near', description: 'By' })
  ids['domain'] = domain
  const of = { domain_id: domain, description: 'Far away' }
  const above = await make('projects', 'project', { ...of, name: 'Above' })
  const project = await make('projects', 'project', {
    ...of,
    name: 'Payments',
    parent_id: above,
    enabled: false,
    tags: ['Red'],
  })
  const user = await make('users', 'user', {
    ...of,
    name: 'Grace',
    email: 'Grace@example.org',
    enabled: false,
    default_project_id: project,
  })
  const group = await make('groups', 'group', { ...of, name: 'Sailors' })
  await make('groups', 'group', { name: 'others' })
  await make('groups', 'group', { name: 'Yet others', description: 'Near' })
  ids['group'] = group
  await cloud.call('PUT', `/v3/groups/${group}/users/${user}`, { token })
  await make('roles', 'role', { name: 'Captain', description: 'Far away' })
  await cloud.call('PUT', `/v3/projects/${project}/users/${user}/roles/${ids['role']}`, { token })
  await cloud.call('PUT', `/v3/domains/${domain}/groups/${group}/roles/${ids['role']}`, { token })
  const me = await cloud.call('GET', '/v3/auth/tokens', { token, headers: { 'X-Subject-Token': token } })
  ids['admin'] = me.body.token.user.id
  const credential = async (body: object) => {
    const path = `/v3/users/${ids['admin']}/application_credentials`
    const made = await cloud.call('POST', path, { token, body: { application_credential: body } })
    return made.body.application_credential.id as string
  }
  ids['robot'] = await credential({
    name: 'Robot',
    description: 'Far away',
    roles: [{ name: 'reader' }],
    unrestricted: true,
    expires_at: '2090-01-01T00:00:00',
  })
  await credential({ name: 'other', roles: [{ name: 'member' }] })
  await credential({ name: 'third', roles: [{ name: 'member' }] })
  await cloud.db
    .updateTable('identity.application_credential')
    .set({ project_id: project })
    .where('id', '=', ids['robot']!)
    .execute()
  const old = new Date('2026-01-01')
  await cloud.db.updateTable('identity.project').set({ created_at: old }).where('id', '=', project).execute()
  await cloud.db.updateTable('identity.user').set({ created_at: old }).where('id', '=', user).execute()
})
afterAll(() => cloud?.[Symbol.asyncDispose]())

const far = { description: 'description:away' }
const ofElsewhere = { ...far, domain: 'domain:elsewhere' }
const disabled = { enabled: 'enabled:no' }

const terms: Record<SearchedList, Record<string, string | (() => string)>> = {
  domains: { name: 'name:else*', id: () => `id:${ids['domain']}`, ...far, ...disabled },
  projects: {
    name: 'name:pay*',
    id: () => `id:${ids['project']}`,
    ...ofElsewhere,
    ...disabled,
    parent: 'parent:above',
    tag: 'tag:red',
    user: 'user:grace',
    created: 'created:2026-01-01',
  },
  users: {
    name: 'name:grace',
    id: () => `id:${ids['user']}`,
    ...ofElsewhere,
    ...disabled,
    email: 'email:*@example.org',
    project: 'project:payments',
    group: 'group:sailors',
    role: 'role:captain',
    in: 'in:payments',
    created: 'created:2026-01-01',
  },
  groups: { name: 'name:sailors', id: () => `id:${ids['group']}`, ...ofElsewhere, user: 'user:grace' },
  roles: { name: 'name:cap*', id: () => `id:${ids['role']}`, ...far },
  role_assignments: {
    user: 'user:grace',
    group: 'group:sailors',
    role: 'role:captain',
    scope: 'scope:domain',
    project: 'project:pay*',
    domain: 'domain:elsewhere',
  },
  application_credentials: {
    name: 'name:robot',
    id: () => `id:${ids['robot']}`,
    ...far,
    project: 'project:payments',
    role: 'role:reader',
    unrestricted: 'unrestricted:yes',
    expires: 'expires:<2100',
  },
}

const texts: Record<SearchedList, string[]> = {
  domains: ['ELSE', 'far away'],
  projects: ['PAY', 'red', 'far away'],
  users: ['GRA', '@example', 'far away'],
  groups: ['sail', 'far away'],
  roles: ['capt', 'far away'],
  role_assignments: ['GRA', 'sailors', 'payments', 'captain', 'elsewhere'],
  application_credentials: ['robot', 'far away'],
}

const ofName: SortedBy = { name: ({ name }) => name, id: ({ id }) => id, description: ({ description }) => description }
const state: SortedBy = { enabled: ({ enabled }) => enabled }
// What is shown by its id is sorted by its name.
const sortedBy: Record<SearchedList, SortedBy> = {
  domains: { ...ofName, ...state },
  projects: { ...ofName, ...state, domain: null, parent: null, created_at: null },
  users: { ...ofName, ...state, domain: null, email: ({ email }) => email ?? '~', created_at: null },
  groups: { ...ofName, domain: null },
  roles: ofName,
  role_assignments: {
    user: ({ user }) => user?.name ?? '~',
    group: ({ group }) => group?.name ?? '~',
    project: ({ scope }) => scope.project?.name ?? '~',
    domain: ({ scope }) => scope.domain?.name ?? '~',
    role: ({ role }) => role.name,
    scope: ({ scope }) => (scope.system ? 2 : scope.domain ? 1 : 0),
  },
  application_credentials: {
    ...ofName,
    project: null,
    unrestricted: ({ unrestricted }) => unrestricted,
    expires_at: ({ expires_at }) => expires_at ?? '~',
  },
}

const idIn = (list: SearchedList) => ids[list === 'application_credentials' ? 'robot' : list.slice(0, -1)]!
const idOf = (item: { id?: string; links: { assignment: string } }) => item.id ?? markerOfAssignment(item)

const lists = Object.keys(identityKeys) as SearchedList[]
for (const name of lists)
  listSearchSuite(name, identityKeys[name], () => ({
    keys: identityKeys[name],
    async list(parameters) {
      const path = name === 'application_credentials' ? `/v3/users/${ids['admin']}/${name}` : `/v3/${name}`
      const names = name === 'role_assignments' ? { include_names: 'true' } : {}
      const query = new URLSearchParams({ ...names, ...parameters })
      const { status, headers, body } = await cloud.call('GET', `${path}?${query}`, { token })
      const total = headers.get('kilonova-total-count')
      const items = body?.[name] ?? []
      return {
        status,
        ids: items.map(idOf),
        rows: items,
        total: total === null ? undefined : Number(total),
        text: JSON.stringify(body),
      }
    },
    isPaged: true,
    sortedBy: sortedBy[name],
    texts: [...texts[name], ...(name === 'role_assignments' ? [] : [() => idIn(name).slice(0, 8)])],
    terms: terms[name],
  }))

test('every list of identity that can be searched is searched here', () => {
  const searched = identityDefinition.routes.filter(({ query }) => query.parameters?.['kilonova:q'])
  expect(searched.map(({ path }) => path).toSorted()).toEqual([
    '/v3/domains',
    '/v3/groups',
    '/v3/groups/:id/users',
    '/v3/kilonova/projects/:id/role_assignments',
    '/v3/projects',
    '/v3/role_assignments',
    '/v3/roles',
    '/v3/users',
    '/v3/users/:id/groups',
    '/v3/users/:id/projects',
    '/v3/users/:user/application_credentials',
  ])
})

test('domains are not searched as projects', async () => {
  const { status, body } = await cloud.call('GET', '/v3/projects?is_domain=1&kilonova:q=x', { token })
  expect({ status, body }).toMatchObject({
    status: 400,
    body: { error: { message: expect.stringContaining('List the domains') } },
  })
})

test('the members of a group are searched as users are', async () => {
  const found = async (q: string) =>
    (
      await cloud.call('GET', `/v3/groups/${ids['group']}/users?kilonova:q=${q}&kilonova:count=1`, { token })
    ).headers.get('kilonova-total-count')
  expect([await found('grace'), await found('-grace')]).toEqual(['1', '0'])
})

const get = async (path: string, as = token) => cloud.call('GET', path, { token: as })

test.each(['domains', 'projects', 'users', 'groups', 'roles', 'role_assignments'] as const)(
  'a page of %s leads to the next as in Keystone, and the last one to none',
  async (list) => {
    const whole = (await get(`/v3/${list}`)).body
    expect(whole).toMatchObject({ links: { next: null } })
    expect(whole).not.toHaveProperty('truncated')
    const seen: string[] = []
    let path: string | null = `/v3/${list}?limit=1`
    while (path !== null) {
      const { status, body }: Awaited<ReturnType<typeof get>> = await get(path)
      expect(status).toBe(200)
      expect(body[list]).toHaveLength(1)
      expect(body.truncated === true).toBe(body.links.next !== null)
      seen.push(idOf(body[list][0]))
      path = body.links.next?.replace('http://cloud.test/identity', '') ?? null
    }
    expect(seen).toEqual(whole[list].map(idOf))
  },
)

test('a marker that is nothing is a 404, as in Keystone, and a limit of 0 is none', async () => {
  const unknown = await get('/v3/users?marker=nobody')
  expect(unknown).toMatchObject({ status: 404, body: { error: { message: 'Marker nobody could not be found.' } } })
  expect((await get('/v3/users?limit=0')).body.users).toEqual((await get('/v3/users')).body.users)
})

test('several sort keys count one after the other', async () => {
  const { body } = await get('/v3/users?sort_key=enabled&sort_dir=desc&sort_key=name&sort_dir=asc')
  const enabled = body.users.map((user: { enabled: boolean }) => user.enabled)
  expect(enabled).toEqual(enabled.toSorted().toReversed())
  const on = (await get('/v3/users?enabled=true&sort_key=name')).body.users
  expect(body.users.slice(0, on.length)).toEqual(on)
})

test('domains are listed as projects in pages, too', async () => {
  const { body } = await get('/v3/projects?is_domain=true&limit=2&kilonova:count=true')
  expect(body.projects).toHaveLength(2)
  const next = await get(`/v3/projects?is_domain=true&limit=2&marker=${body.projects[1].id}`)
  expect(next.body.projects).toHaveLength(1)
})

test('assignments by users in the place of their groups are paged and searched, too', async () => {
  const effective = '/v3/role_assignments?effective=true&include_names=true&kilonova:count=true'
  const whole = (await get(effective)).body.role_assignments
  const seen: string[] = []
  for (let marker = ''; ;) {
    const { body } = await get(`${effective}&limit=2${marker && `&marker=${encodeURIComponent(marker)}`}`)
    if (body.role_assignments.length === 0) break
    seen.push(...body.role_assignments.map(idOf))
    marker = seen.at(-1)!
  }
  expect(seen).toEqual(whole.map(idOf))
  expect(new Set(seen).size).toBe(seen.length)
  const found = await get(`${effective}&kilonova:q=group:sailors`)
  expect(found.body.role_assignments.map(({ user }: { user: { name: string } }) => user.name)).toEqual(['Grace'])
  expect(found.headers.get('kilonova-total-count')).toBe('1')
})

test('a reader of a domain pages through, searches and counts what is in it and nothing else', async () => {
  const near = ids['near']!
  const reader = (await get('/v3/roles?name=reader')).body.roles[0].id
  const demo = (await get('/v3/users?name=demo')).body.users[0].id
  await cloud.call('PUT', `/v3/domains/${near}/users/${demo}/roles/${reader}`, { token })
  for (const [plural, singular] of [
    ['users', 'user'],
    ['projects', 'project'],
    ['groups', 'group'],
  ] as const)
    for (const name of ['near one', 'near two', 'near three'])
      await cloud.call('POST', `/v3/${plural}`, { token, body: { [singular]: { name, domain_id: near } } })
  const theirs = await cloud.tokenOf('demo', { domain: { id: near } })
  for (const list of ['users', 'projects', 'groups'] as const) {
    const asked = `/v3/${list}?limit=2&kilonova:count=true`
    const { headers, body } = await get(asked, theirs)
    expect([headers.get('kilonova-total-count'), body[list].length]).toEqual(['3', 2])
    expect(await get(`${asked}&marker=${body[list][1].id}`, theirs)).toMatchObject({
      status: 200,
      body: { [list]: [{ domain_id: near }] },
    })
    const elsewhere = ids[list.slice(0, -1)]!
    // Nor does a marker tell of others.
    expect(await get(`${asked}&marker=${elsewhere}`, theirs)).toMatchObject({ status: 404 })
    const { headers: none } = await get(`${asked}&kilonova:q=id:${elsewhere}`, theirs)
    expect(none.get('kilonova-total-count')).toBe('0')
    expect((await get(`${asked}&domain_id=${ids['domain']}`, theirs)).status).toBe(403)
  }
  const domains = await get('/v3/domains?kilonova:count=true', theirs)
  expect([domains.headers.get('kilonova-total-count'), domains.body.domains.length]).toEqual(['1', 1])
  const assignments = await get('/v3/role_assignments?kilonova:count=true', theirs)
  expect(assignments.headers.get('kilonova-total-count')).toBe('1')
  const member = await cloud.tokenOf('demo')
  for (const list of ['users', 'groups', 'role_assignments', 'domains'])
    expect(await get(`/v3/${list}?kilonova:q=a&limit=1`, member)).toMatchObject({ status: 403 })
})

test('what is asked for without a limit is cut at max_limit, and says so; assignments are not', async () => {
  await using small = await identityCloud({ maxLimit: 2 })
  const admin = await small.tokenOf('admin')
  const list = async (path: string) => (await small.call('GET', path, { token: admin })).body
  for (const name of ['a', 'b']) await small.call('POST', '/v3/users', { token: admin, body: { user: { name } } })
  for (const path of ['/v3/users', '/v3/users?limit=100']) {
    const body = await list(path)
    expect(body).toMatchObject({ users: [{ name: 'a' }, {}], truncated: true })
    const next = await list(body.links.next.replace('http://cloud.test/identity', ''))
    expect(next.users.length).toBeGreaterThan(0)
  }
  expect((await list('/v3/role_assignments')).role_assignments.length).toBeGreaterThan(2)
})
