import { afterAll, beforeAll, expect, test } from 'vitest'
import { sessions } from '#services/identity/sessions'
import { identityCloud, projectNamed } from './identity-cloud.ts'

let cloud: Awaited<ReturnType<typeof identityCloud>>
beforeAll(async () => {
  cloud = await identityCloud()
})
afterAll(() => cloud[Symbol.asyncDispose]())

const hour = 3600
const ofTheDashboard = () => sessions({ ...cloud, tokenSeconds: hour, sessionSeconds: 12 * hour })
const tokenFor = (token: string, scope: unknown) =>
  cloud.call('POST', '/v3/auth/tokens', {
    body: { auth: { identity: { methods: ['token'], token: { id: token } }, scope } },
  })
const show = (token: string) =>
  cloud.call('GET', '/v3/auth/tokens', { token, headers: { 'X-Subject-Token': token } }).then(({ body }) => body.token)
const isGood = async (token: string) => (await cloud.identity.authenticate(token)) !== undefined

test('an unscoped token is renewed by one of the same person and methods, and stays good until its own end', async () => {
  const signedInAt = cloud.clock.now()
  const token = await cloud.tokenOf('demo', 'unscoped')
  cloud.clock.turn(hour - 60)
  const renewed = await ofTheDashboard().renewToken(token, { signedInAt })
  const [before, after] = [await show(token), await show(renewed!.token)]
  expect(after).toMatchObject({ user: before.user, methods: ['password'] })
  expect(Object.keys(after)).not.toContain('project')
  expect(renewed!.expiresAt.getTime() - Date.parse(before.expires_at)).toBe((hour - 60) * 1000)
  expect(await isGood(token)).toBe(true)
  cloud.clock.turn(61)
  expect(await isGood(token)).toBe(false)
  expect((await tokenFor(renewed!.token, projectNamed('demo'))).status).toBe(201)
})

test('a session is renewed until its longest, and not past it', async () => {
  const signedInAt = cloud.clock.now()
  let token = await cloud.tokenOf('demo', 'unscoped')
  let expiresAt = new Date(0)
  for (;;) {
    cloud.clock.turn(hour / 2)
    const renewed = await ofTheDashboard().renewToken(token, { signedInAt })
    if (!renewed) break
    ;({ token, expiresAt } = renewed)
  }
  expect(Math.abs(expiresAt.getTime() - signedInAt.getTime() - 12 * hour * 1000)).toBeLessThan(1000)
})

test('a token that is scoped, over, revoked or of a disabled person is not renewed', async () => {
  const signedInAt = cloud.clock.now()
  const renew = (token: string) => ofTheDashboard().renewToken(token, { signedInAt })
  const admin = await cloud.tokenOf('admin')
  const body = { user: { name: 'leaver', domain_id: 'default', password: 'correct horse' } }
  const { id } = (await cloud.call('POST', '/v3/users', { token: admin, body })).body.user
  const [leaving, scoped, revoked, over] = [
    await cloud.tokenOf('leaver', 'unscoped'),
    await cloud.tokenOf('demo'),
    await cloud.tokenOf('demo', 'unscoped'),
    await cloud.tokenOf('demo', 'unscoped'),
  ]
  await cloud.call('DELETE', '/v3/auth/tokens', { token: admin, headers: { 'X-Subject-Token': revoked } })
  await cloud.call('PATCH', `/v3/users/${id}`, { token: admin, body: { user: { enabled: false } } })
  cloud.clock.turn(60)
  for (const token of [scoped, revoked, leaving, 'no such token']) expect(await renew(token)).toBeUndefined()
  cloud.clock.turn(hour)
  expect(await renew(over)).toBeUndefined()
})

test('the end of a session ends what was had for it, before and after it was renewed, and no other sign-in', async () => {
  const other = await cloud.tokenOf('demo', 'unscoped')
  const first = await cloud.tokenOf('demo', 'unscoped')
  cloud.clock.turn(60)
  const renewed = (await ofTheDashboard().renewToken(first, { signedInAt: cloud.clock.now() }))!.token
  const scoped = await Promise.all(
    [first, renewed].map(async (token) =>
      (await tokenFor(token, projectNamed('demo'))).headers.get('x-subject-token')!,
    ),
  )
  const all = [first, renewed, ...scoped]
  expect(await Promise.all(all.map(isGood))).toEqual([true, true, true, true])
  await ofTheDashboard().endSession(renewed)
  expect(await Promise.all(all.map(isGood))).toEqual([false, false, false, false])
  expect(await isGood(other)).toBe(true)
  await ofTheDashboard().endSession(renewed)
})

test('tokens that are had while the session ends do not survive it', async () => {
  const first = await cloud.tokenOf('demo', 'unscoped')
  const had = Array.from({ length: 10 }, () => tokenFor(first, projectNamed('demo')))
  await ofTheDashboard().endSession(first)
  const tokens = (await Promise.all(had)).flatMap(({ headers }) => headers.get('x-subject-token') ?? [])
  expect(await Promise.all(tokens.map(isGood))).not.toContain(true)
})

test('the public DELETE revokes one token and leaves those that were had for it', async () => {
  const first = await cloud.tokenOf('demo', 'unscoped')
  const scoped = (await tokenFor(first, projectNamed('demo'))).headers.get('x-subject-token')!
  await cloud.call('DELETE', '/v3/auth/tokens', { token: first, headers: { 'X-Subject-Token': first } })
  expect([await isGood(first), await isGood(scoped)]).toEqual([false, true])
})

test('with kilonova:roles each project says the roles that a token for it has, through groups and by implication', async () => {
  const admin = await cloud.tokenOf('admin')
  const make = async (path: string, body: object) => {
    const made = await cloud.call('POST', path, { token: admin, body })
    return (Object.values(made.body)[0] as { id: string }).id
  }
  const userId = await make('/v3/users', { user: { name: 'Mia', domain_id: 'default', password: 'correct horse' } })
  const groupId = await make('/v3/groups', { group: { name: 'readers', domain_id: 'default' } })
  const [mine, read, none] = [
    await make('/v3/projects', { project: { name: 'mine' } }),
    await make('/v3/projects', { project: { name: 'read' } }),
    await make('/v3/projects', { project: { name: 'none' } }),
  ]
  const { roles } = (await cloud.call('GET', '/v3/roles', { token: admin })).body
  const role = (name: string) => roles.find((one: { name: string }) => one.name === name).id
  await cloud.call('PUT', `/v3/groups/${groupId}/users/${userId}`, { token: admin })
  await cloud.call('PUT', `/v3/projects/${mine}/users/${userId}/roles/${role('manager')}`, { token: admin })
  await cloud.call('PUT', `/v3/projects/${read}/groups/${groupId}/roles/${role('reader')}`, { token: admin })
  const token = await cloud.tokenOf('Mia', 'unscoped')
  const { projects } = (await cloud.call('GET', '/v3/auth/projects?kilonova:roles=true', { token })).body
  expect(projects.map((project: { id: string }) => project.id)).not.toContain(none)
  expect(projects).toMatchObject([
    { id: mine, 'kilonova:roles': ['manager', 'member', 'reader'] },
    { id: read, 'kilonova:roles': ['reader'] },
  ])
  for (const project of projects) {
    const scoped = await tokenFor(token, { project: { id: project.id } })
    const names = scoped.body.token.roles.map((one: { name: string }) => one.name)
    expect(names).toEqual(project['kilonova:roles'])
  }
  const plain = await cloud.call('GET', '/v3/auth/projects', { token })
  expect(Object.keys(plain.body.projects[0])).not.toContain('kilonova:roles')
  expect((await cloud.call('GET', '/v3/auth/projects?kilonova:roles=yes', { token })).status).toBe(400)
})
