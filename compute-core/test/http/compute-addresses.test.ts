import { afterAll, beforeAll, expect, test } from 'vitest'
import { computeRoutes } from '#api/compute-routes'
import { insertImage } from '#services/image/store/image-store'
import { newId } from '#platform/ids'
import { aFurnishedCompute } from './support/a-furnished-compute.ts'
import { fingerprintOf, oddPathsOf, type RawServer, rawServer, withOddNames } from './support/odd-paths.ts'
import { furnishForSamples, prepareSample, refusedWith, sampleRequests } from './support/sample-requests.ts'

let compute: Awaited<ReturnType<typeof aFurnishedCompute>>
let raw: RawServer
let image: string
beforeAll(async () => {
  compute = await aFurnishedCompute()
  await furnishForSamples(compute)
  image = newId()
  const project_id = compute.callers.get('admin')!.projectId!
  await insertImage(compute.db, { id: image, project_id, name: 'tiny', status: 'queued', properties: { a: 'b' } })
  raw = await rawServer(compute.app)
})
afterAll(async () => {
  await raw?.[Symbol.asyncDispose]()
  await compute[Symbol.asyncDispose]()
})

const newest = computeRoutes.filter(({ until }) => until === 104)
const headers = {
  'x-auth-token': 'admin',
  'openstack-api-version': 'compute latest',
  'content-type': 'application/json',
}
const named = (list: typeof newest) => list.map((route) => [`${route.method} ${route.path}`, route] as const)

/** What is there for each parameter: what a path without its last part would name is what must not be lost. */
const paramsOf = (path: string): Record<string, string> => ({
  server: compute.server.id,
  image,
  flavor: '1',
  host: 'host-1',
  project: compute.server.projectId,
  key: path.startsWith('/images') ? 'a' : 'foo',
  tag: 'blue',
  id: path.startsWith('/flavors') ? '1' : compute.server.id,
})

test.each(named(computeRoutes.filter(({ path }) => path.includes(':'))))(
  'a path of %s that means another one is refused, and changes nothing',
  async (_name, { method, path, read, until }) => {
    const before = await fingerprintOf(compute.db)
    const version = until === 104 ? {} : { 'openstack-api-version': `compute 2.${until}` }
    for (const odd of oddPathsOf(path, paramsOf(path))) {
      const response = await raw.send(`${method} /v2.1${odd.path}`, { ...headers, ...version }, read && {})
      expect({ ...odd, ...response }).toMatchObject({ status: odd.status, body: /\w+ \w+/ })
    }
    expect(await fingerprintOf(compute.db)).toEqual(before)
  },
)

test.each(['/v2.1//servers', '//v2.1/servers', '/v2.1/servers//detail', '/elsewhere/v2.1/servers', '/v2.1/servers/'])(
  '%s is not the list of servers',
  async (path) => {
    expect([300, 404]).toContain((await raw.send(`GET ${path}`, headers)).status)
  },
)

test('an address in full is as odd as a path', async () => {
  const { id } = compute.server
  const told = await raw.send(`DELETE http://127.0.0.1/v2.1/servers/${id}/tags/%2e%2e#x`, headers)
  expect(told).toMatchObject({ status: 400, body: expect.stringContaining('means another address') })
})

test.each([...new Set(newest.map(({ path }) => path))])('%s says which methods it takes', async (path) => {
  const there = newest.filter((route) => route.path === path).map(({ method }) => method)
  const allowed = there.flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method])).toSorted()
  const filled = path.replaceAll(/:(\w+)/g, (_, name: string) => paramsOf(path)[name] ?? 'none')
  for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'].filter((one) => !allowed.includes(one))) {
    const told = await compute.request(`${method} ${filled}`, { as: 'admin', version: '2.104' })
    if (told.status === 410) continue
    expect({ method, status: told.status }).toEqual({ method, status: 405 })
    expect(told.headers.get('allow')!.split(', ').toSorted()).toEqual(allowed)
  }
})

test.each(named(newest.filter(({ read }) => read)))('%s takes neither another type nor depth', async (_name, route) => {
  const line = `${route.method} ${route.path.replaceAll(/:(\w+)/g, (_, name: string) => paramsOf(route.path)[name] ?? 'none')}`
  const other = { as: 'admin', version: '2.104', headers: { 'content-type': 'text/plain' } }
  expect((await compute.request(line, { ...other, body: 'name=x' })).status).toBe(415)
  for (const depth of [101, 10_000, 250_000])
    for (const body of [
      `${'['.repeat(depth)}${']'.repeat(depth)}`,
      `{"a":${'{"b":'.repeat(depth)}1${'}'.repeat(depth)}}`,
    ])
      for (const at of ['/v2', '/v2.1']) {
        const told = await compute.request(line.replace(' ', ` ${at}`), { as: 'admin', body })
        expect({ at, depth, status: told.status }).toMatchObject({
          status: expect.toSatisfy((s) => [400, 404, 413].includes(s)),
        })
      }
})

const withNames = sampleRequests.filter(({ json }) => [...withOddNames(json)].length > 0)
test.each(withNames.map((sample) => [sample.name, sample] as const))(
  'a name in %s that means another address is refused',
  async (_name, sample) => {
    const { line, version, body } = await prepareSample(compute, sample)
    for (const odd of withOddNames(body)) {
      const told = await compute.request(line, { as: 'admin', version, body: odd })
      // A sample that is refused anyway stays so; a group that is named so, there cannot be.
      expect([400, refusedWith(sample) ?? 404]).toContain(told.status)
    }
  },
)
