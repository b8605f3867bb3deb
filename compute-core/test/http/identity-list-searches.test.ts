import { afterAll, beforeAll, expect, test } from 'vitest'
import { identityDefinition } from '#services/identity/api/identity-api'
import { identityKeys, type SearchedList } from '#services/identity/domain/list-keys'
import { identityCloud } from './identity-cloud.ts'
import { listSearchSuite } from './support/list-search-suite.ts'

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
  ids['group'] = group
  await cloud.call('PUT', `/v3/groups/${group}/users/${user}`, { token })
  await make('roles', 'role', { name: 'Captain', description: 'Far away' })
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
    created: 'created:2026-01-01',
  },
  groups: { name: 'name:sailors', id: () => `id:${ids['group']}`, ...ofElsewhere, user: 'user:grace' },
  roles: { name: 'name:cap*', id: () => `id:${ids['role']}`, ...far },
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
  application_credentials: ['robot', 'far away'],
}

const lists = Object.keys(identityKeys) as SearchedList[]
for (const name of lists)
  listSearchSuite(name, identityKeys[name], () => ({
    keys: identityKeys[name],
    async list(parameters) {
      const path = name === 'application_credentials' ? `/v3/users/${ids['admin']}/${name}` : `/v3/${name}`
      const { status, headers, body } = await cloud.call('GET', `${path}?${new URLSearchParams(parameters)}`, { token })
      const total = headers.get('kilonova-total-count')
      const items: { id: string }[] = body?.[name] ?? []
      return {
        status,
        ids: items.map(({ id }) => id),
        total: total === null ? undefined : Number(total),
        text: JSON.stringify(body),
      }
    },
    isPaged: false,
    texts: [...texts[name], () => ids[name === 'application_credentials' ? 'robot' : name.slice(0, -1)]!.slice(0, 8)],
    terms: terms[name],
  }))

test('every list of identity that can be searched is searched here', () => {
  const searched = identityDefinition.routes.filter(({ query }) => query.parameters?.['kilonova:q'])
  expect(searched.map(({ path }) => path).toSorted()).toEqual([
    '/v3/domains',
    '/v3/groups',
    '/v3/groups/:id/users',
    '/v3/projects',
    '/v3/roles',
    '/v3/users',
    '/v3/users/:id/groups',
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
