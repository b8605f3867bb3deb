import { afterAll, beforeAll, expect, test } from 'vitest'
import { type FederatedHome, type FederatedPerson, signInFederated } from '#services/identity/federated-sign-in'
import { silentLog } from '#platform/log'
import { identityCloud, password, projectNamed } from './identity-cloud.ts'

let cloud: Awaited<ReturnType<typeof identityCloud>>
let admin: string
beforeAll(async () => {
  cloud = await identityCloud()
  admin = await cloud.tokenOf('admin')
})
afterAll(() => cloud[Symbol.asyncDispose]())

let serial = 0
const aPerson = (what: Partial<FederatedPerson> = {}): FederatedPerson => ({
  issuer: 'https://id.example.com',
  subject: `subject-${++serial}`,
  name: `ada-${serial}`,
  groups: [],
  ...what,
})

const signIn = (person: FederatedPerson, home: Partial<FederatedHome> = {}) =>
  signInFederated({ ...cloud, log: silentLog, tokenSeconds: 3600 }, { ...provider, ...home }, person, {})
const provider: FederatedHome = { id: 'corp', domain: 'Default', create_users: true, grants: [] }

/** Whom a sign-in is, as identity shows their token. */
async function tokenOf(person: FederatedPerson, home?: Partial<FederatedHome>) {
  const result = await signIn(person, home)
  if (result.kind === 'refused') throw new Error(result.reason)
  const headers = { 'X-Subject-Token': result.token }
  const { body } = await cloud.call('GET', '/v3/auth/tokens', { token: result.token, headers })
  return { secret: result.token, ...body.token }
}

/** The roles of who has a token, by project. */
async function rolesBy(token: string): Promise<Record<string, string[]>> {
  const { body } = await cloud.call('GET', '/v3/auth/projects?kilonova:roles=true', { token })
  return Object.fromEntries(
    body.projects.map((project: { name: string; 'kilonova:roles': string[] }) => [
      project.name,
      project['kilonova:roles'],
    ]),
  )
}

const patch = (path: string, body: unknown) => cloud.call('PATCH', path, { token: admin, body })

test('somebody new becomes a user of the domain, and is the same one the next time', async () => {
  const person = aPerson({ email: 'ada@example.com' })
  const first = await tokenOf(person)
  expect(first).toMatchObject({ user: { name: person.name, domain: { id: 'default' } }, methods: ['openid'] })
  expect(Object.keys(first)).not.toContain('project')
  const again = await tokenOf({ ...person, name: 'another name', email: 'other@example.com' })
  expect(again.user).toEqual(first.user)
  const { body } = await cloud.call('GET', `/v3/users/${first.user.id}`, { token: admin })
  expect(body.user.email).toBe('ada@example.com')
})

test('two sign-ins of somebody new at the same time make one user', async () => {
  const person = aPerson()
  const tokens = await Promise.all([tokenOf(person), tokenOf(person), tokenOf(person)])
  expect(new Set(tokens.map(({ user }) => user.id)).size).toBe(1)
})

test('nobody becomes somebody else by a name, an address, or the same subject of another provider', async () => {
  const local = await cloud.call('POST', '/v3/users', {
    token: admin,
    body: { user: { name: 'Grace', email: 'grace@example.com', password } },
  })
  const first = await tokenOf(aPerson({ name: 'grace', email: 'grace@example.com', subject: 's' }))
  const second = await tokenOf(aPerson({ name: 'grace', issuer: 'https://elsewhere.example.com', subject: 's' }))
  const third = await tokenOf(aPerson({ name: 'admin', subject: local.body.user.id }))
  const ids = [local.body.user.id, first.user.id, second.user.id, third.user.id]
  expect(new Set(ids).size).toBe(4)
  expect(first.user.name).toBe('grace@corp')
  expect(second.user.name).toMatch(/^grace@corp-[0-9a-f]{8}$/)
  expect(await rolesBy(third.secret)).toEqual({})
})

test.each(['', ' \u202E\u0000 ', 'x'.repeat(5000), 'a\nb'])('the name %j of somebody new is made one', async (name) => {
  const { user } = await tokenOf(aPerson({ name }))
  expect(user.name).toMatch(/^\S(.{0,253}\S)?$/)
})

test('groups give roles, and take them when somebody is in them no more; what an administrator granted stays', async () => {
  const grants = [
    { project: 'demo', roles: ['reader'] },
    { group: 'builders', project: 'demo', roles: ['member'] },
    { group: 'owners', project: 'admin', roles: ['manager', 'no such role'] },
    { group: 'owners', project: 'no such project', roles: ['member'] },
  ]
  const person = aPerson()
  const { secret, user } = await tokenOf({ ...person, groups: ['builders', 'owners', 'others'] }, { grants })
  expect(await rolesBy(secret)).toEqual({ demo: ['member', 'reader'], admin: ['manager', 'member', 'reader'] })
  const roles = (await cloud.call('GET', '/v3/roles?name=member', { token: admin })).body.roles
  const projects = (await cloud.call('GET', '/v3/projects?name=admin', { token: admin })).body.projects
  const grant = `/v3/projects/${projects[0].id}/users/${user.id}/roles/${roles[0].id}`
  await cloud.call('PUT', grant, { token: admin })
  await tokenOf(person, { grants })
  // A token from before loses them as well.
  expect(await rolesBy(secret)).toEqual({ demo: ['reader'], admin: ['member', 'reader'] })
  const scoped = await cloud.call('POST', '/v3/auth/tokens', {
    body: { auth: { identity: { methods: ['token'], token: { id: secret } }, scope: projectNamed('demo') } },
  })
  expect(scoped.status).toBe(201)
})

test('a disabled user, one of a disabled domain and one who is not known are refused', async () => {
  const person = aPerson()
  const { user } = await tokenOf(person)
  await patch(`/v3/users/${user.id}`, { user: { enabled: false } })
  expect(await signIn(person)).toEqual({ kind: 'refused', reason: 'disabled' })
  expect(await signIn(aPerson(), { create_users: false })).toEqual({ kind: 'refused', reason: 'unknown' })
  expect(await signIn(aPerson(), { domain: 'nowhere' })).toEqual({ kind: 'refused', reason: 'no-domain' })
})

test('whoever an administrator wants a second factor of is refused where the provider is not enough', async () => {
  const person = aPerson()
  const { user } = await tokenOf(person)
  const demand = (rules: unknown) =>
    patch(`/v3/users/${user.id}`, { user: { options: { multi_factor_auth_rules: rules } } })
  await demand([['password', 'totp']])
  expect(await signIn(person)).toEqual({ kind: 'refused', reason: 'second-factor' })
  await demand([['password', 'totp'], ['openid']])
  expect(await signIn(person)).toMatchObject({ kind: 'signed-in' })
})
