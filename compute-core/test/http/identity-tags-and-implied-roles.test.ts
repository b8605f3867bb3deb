import { afterAll, beforeAll, expect, test } from 'vitest'
import { aFurnishedIdentity } from './support/a-furnished-identity.ts'

let cloud: Awaited<ReturnType<typeof aFurnishedIdentity>>
beforeAll(async () => {
  cloud = await aFurnishedIdentity()
})
afterAll(() => cloud[Symbol.asyncDispose]())

const call = (line: string, body?: unknown) => {
  const [method, path] = line.split(' ') as [string, string]
  return cloud.call(method, path, { token: cloud.admin, ...(body !== undefined && { body }) })
}
const status = async (line: string, body?: unknown) => (await call(line, body)).status

test('tags of a project are replaced, added, looked for and removed', async () => {
  const path = `/v3/projects/${cloud.ids['project_id']}/tags`
  expect((await call(`PUT ${path}`, { tags: ['a', 'b', 'a'] })).body).toEqual({ tags: ['a', 'b'] })
  expect(await status(`PUT ${path}/c`)).toBe(201)
  expect(await status(`PUT ${path}/c`)).toBe(201)
  expect((await call(`GET ${path}`)).body).toEqual({ tags: ['a', 'b', 'c'] })
  expect([await status(`GET ${path}/b`), await status(`GET ${path}/z`)]).toEqual([204, 404])
  expect([await status(`DELETE ${path}/b`), await status(`DELETE ${path}/b`)]).toEqual([204, 404])
  expect(await status(`PUT ${path}/with%2Cworse`)).toBe(400)
  expect(await status(`DELETE ${path}`)).toBe(204)
  expect((await call(`GET ${path}`)).body).toEqual({ tags: [] })
  expect(await status('GET /v3/projects/nobody/tags')).toBe(404)
})

test('a project has at most 80 tags', async () => {
  const path = `/v3/projects/${cloud.ids['project_id']}/tags`
  const tags = Array.from({ length: 80 }, (_, index) => `tag-${index}`)
  expect(await status(`PUT ${path}`, { tags: [...tags, 'more'] })).toBe(400)
  expect(await status(`PUT ${path}`, { tags })).toBe(200)
  expect(await status(`PUT ${path}/tag-1`)).toBe(201)
  expect(await status(`PUT ${path}/more`)).toBe(400)
})

test('projects are found by the tags that they have and that they have not', async () => {
  const { project } = (await call('POST /v3/projects', { project: { name: 'tagged', tags: ['red', 'blue'] } })).body
  const finds = async (query: string) =>
    (await call(`GET /v3/projects?${query}`)).body.projects.some(({ id }: { id: string }) => id === project.id)
  expect([await finds('tags=red,blue'), await finds('tags=red,green')]).toEqual([true, false])
  expect([await finds('tags-any=red,green'), await finds('tags-any=green')]).toEqual([true, false])
  expect([await finds('not-tags=red,green'), await finds('not-tags=red,blue')]).toEqual([true, false])
  expect([await finds('not-tags-any=green'), await finds('not-tags-any=red,green')]).toEqual([true, false])
})

test('a project shows what is above and below it: its domain', async () => {
  const path = `/v3/projects/${cloud.ids['project_id']}`
  const { project } = (await call(`GET ${path}?parents_as_ids&subtree_as_ids`)).body
  expect(project).toMatchObject({ parents: { default: null }, subtree: null })
  expect((await call(`GET ${path}?parents_as_list&subtree_as_list`)).body.project).toMatchObject({
    parents: [],
    subtree: [],
  })
  expect(await status(`GET ${path}?parents_as_list&parents_as_ids`)).toBe(400)
})

test('who holds a role holds those that it implies, for as long as it does', async () => {
  const { role } = (await call('POST /v3/roles', { role: { name: 'operator' } })).body
  const member = (await call('GET /v3/roles?name=member')).body.roles[0].id
  const implication = `/v3/roles/${role.id}/implies/${member}`
  await call(`PUT /v3/projects/${cloud.ids['project_id']}/users/${cloud.ids['user_id']}/roles/${role.id}`)
  const token = await cloud.tokenOf('furnished', undefined, 'secretsecret')
  const roles = async () => (await cloud.identity.authenticate(token))?.roles
  expect(await roles()).not.toContain('member')
  expect([await status(`GET ${implication}`), await status(`HEAD ${implication}`)]).toEqual([404, 404])
  expect([await status(`PUT ${implication}`), await status(`PUT ${implication}`)]).toEqual([201, 201])
  expect(await roles()).toContain('member')
  expect([await status(`GET ${implication}`), await status(`HEAD ${implication}`)]).toEqual([200, 204])
  const { role_inference: inference } = (await call(`GET /v3/roles/${role.id}/implies`)).body
  expect(inference.implies.map(({ name }: { name: string }) => name)).toEqual(['member'])
  expect([await status(`DELETE ${implication}`), await status(`DELETE ${implication}`)]).toEqual([204, 404])
  expect(await roles()).not.toContain('member')
})

test('no role implies admin, nor one that there is not', async () => {
  const admin = (await call('GET /v3/roles?name=admin')).body.roles[0].id
  const path = `/v3/roles/${cloud.ids['role_id']}/implies`
  expect(await status(`PUT ${path}/${admin}`)).toBe(403)
  expect(await status(`PUT ${path}/nothing`)).toBe(404)
  expect(await status('GET /v3/roles/nothing/implies')).toBe(404)
})

test('assignments below a project are those of the project itself', async () => {
  const query = `/v3/role_assignments?include_subtree=true`
  const all = (await call(`GET ${query}&scope.project.id=${cloud.ids['project_id']}`)).body.role_assignments
  expect(all.map(({ scope }: { scope: object }) => scope)).toContainEqual({ project: { id: cloud.ids['project_id'] } })
  expect(await status(`GET ${query}`)).toBe(400)
})

test('a single service, endpoint and region are shown; an unknown one is a 404', async () => {
  const { service_id: service, endpoint_id: endpoint } = cloud.ids
  expect((await call(`GET /v3/services/${service}`)).body.service.id).toBe(service)
  expect((await call(`GET /v3/endpoints/${endpoint}`)).body.endpoint).toMatchObject({ id: endpoint, enabled: true })
  expect((await call('GET /v3/regions/RegionOne')).body.region.id).toBe('RegionOne')
  for (const path of ['services', 'endpoints', 'regions']) expect(await status(`GET /v3/${path}/nothing`)).toBe(404)
})
