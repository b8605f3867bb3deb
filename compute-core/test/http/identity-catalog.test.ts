import { afterAll, beforeAll, expect, test } from 'vitest'
import { identityCloud } from './identity-cloud.ts'

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
const made = async (one: string, attributes: object) => {
  const { status, body } = await call(`POST /v3/${one}s`, { [one]: attributes })
  if (status !== 201) throw new Error(JSON.stringify(body))
  return body[one] as { id: string }
}
interface Entry {
  type: string
  id: string
  endpoints: { id: string; url: string; region: string | null }[]
}
const catalog = async (scope?: unknown): Promise<Entry[]> =>
  (await cloud.call('POST', '/v3/auth/tokens', { body: cloud.signInBody('admin', scope) })).body.token.catalog

test('what is added to the catalog is in the catalogs of tokens while it is enabled, with the holder in its address', async () => {
  const region = await made('region', { id: 'north' })
  const service = await made('service', { type: 'object-store', name: 'swift' })
  const url = 'http://store.test/v1/AUTH_%(project_id)s/$(user_id)s'
  const endpoint = await made('endpoint', { service_id: service.id, interface: 'public', region_id: region.id, url })
  const entry = (await catalog()).find(({ type }) => type === 'object-store')!
  const [project] = (await call('GET /v3/projects?name=admin')).body.projects
  const [user] = (await call('GET /v3/users?name=admin')).body.users
  expect(entry.endpoints).toMatchObject([
    { id: endpoint.id, region: 'north', url: `http://store.test/v1/AUTH_${project.id}/${user.id}` },
  ])
  const ofSystem = await catalog({ system: { all: true } })
  expect(ofSystem.find(({ type }) => type === 'object-store')!.endpoints).toEqual([])
  await call(`PATCH /v3/endpoints/${endpoint.id}`, { endpoint: { enabled: false } })
  expect((await catalog()).find(({ type }) => type === 'object-store')!.endpoints).toEqual([])
  await call(`PATCH /v3/services/${service.id}`, { service: { enabled: false } })
  expect((await catalog()).some(({ type }) => type === 'object-store')).toBe(false)
  expect((await call(`DELETE /v3/services/${service.id}`)).status).toBe(204)
  expect((await call(`GET /v3/endpoints/${endpoint.id}`)).status).toBe(404)
})

test('a service that the cloud mounts takes more endpoints, and stays as it is', async () => {
  const [compute] = (await call('GET /v3/services?type=compute')).body.services
  const added = await made('endpoint', {
    service_id: compute.id,
    interface: 'public',
    region_id: null,
    url: 'http://b.test',
  })
  expect((await catalog()).find(({ id }) => id === compute.id)!.endpoints).toHaveLength(4)
  expect((await call(`GET /v3/endpoints?service_id=${compute.id}&interface=public`)).body.endpoints).toHaveLength(2)
  const own = (await call(`GET /v3/endpoints?service_id=${compute.id}`)).body.endpoints[0]
  for (const [line, body] of [
    [`PATCH /v3/services/${compute.id}`, { service: { enabled: false } }],
    [`DELETE /v3/services/${compute.id}`],
    [`PATCH /v3/endpoints/${own.id}`, { endpoint: { enabled: false } }],
    [`DELETE /v3/endpoints/${own.id}`],
  ] as const)
    expect({ line, status: (await call(line, body)).status }).toEqual({ line, status: 403 })
  expect((await call(`DELETE /v3/endpoints/${added.id}`)).status).toBe(204)
})

test('regions have regions below them, none below itself, and none goes from under another or an endpoint', async () => {
  await made('region', { id: 'east' })
  await made('region', { id: 'east-1', parent_region_id: 'east', description: 'A town.' })
  expect((await call('GET /v3/regions?parent_region_id=east')).body.regions).toMatchObject([{ id: 'east-1' }])
  expect((await call('PATCH /v3/regions/east', { region: { parent_region_id: 'east-1' } })).status).toBe(403)
  expect((await call('PATCH /v3/regions/east', { region: { parent_region_id: 'nowhere' } })).status).toBe(404)
  expect((await call('POST /v3/regions', { region: { id: 'east' } })).status).toBe(409)
  expect((await call('DELETE /v3/regions/east')).status).toBe(403)
  expect((await call('DELETE /v3/regions/RegionOne')).status).toBe(403)
  const [identity] = (await call('GET /v3/services?name=keystone')).body.services
  const endpoint = { service_id: identity.id, interface: 'admin', url: 'http://c.test' }
  const { id } = await made('endpoint', { ...endpoint, region_id: 'east-1' })
  expect((await call('DELETE /v3/regions/east-1')).status).toBe(403)
  await call(`DELETE /v3/endpoints/${id}`)
  expect((await call('DELETE /v3/regions/east-1')).status).toBe(204)
  expect((await call('POST /v3/endpoints', { endpoint: { ...endpoint, region_id: 'nowhere' } })).status).toBe(400)
  expect((await call('POST /v3/endpoints', { endpoint: { ...endpoint, service_id: 'none' } })).status).toBe(404)
})

test('a client that says region for region_id finds its endpoints by it, and the region is made', async () => {
  const [identity] = (await call('GET /v3/services?name=keystone')).body.services
  const { id } = await made('endpoint', {
    service_id: identity.id,
    interface: 'public',
    region: 'south',
    url: 'http://d.test',
  })
  expect((await call(`GET /v3/endpoints/${id}`)).body.endpoint).toMatchObject({ region: 'south', region_id: 'south' })
  expect((await call('GET /v3/endpoints?region=south')).body.endpoints).toMatchObject([{ id }])
  expect((await call('GET /v3/regions/south')).status).toBe(200)
})
