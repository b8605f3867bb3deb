import { afterAll, beforeAll, expect, test } from 'vitest'
import { aCompute, type TestCompute } from './support/a-compute.ts'

let compute: TestCompute
beforeAll(async () => {
  compute = await aCompute()
})
afterAll(() => compute[Symbol.asyncDispose]())

const withHeaders = (headers: Record<string, string>) => compute.request('GET /flavors', { headers })

test.each([
  ['no header is the oldest version', {}, '2.1'],
  ['the new header', { 'openstack-api-version': 'compute 2.50' }, '2.50'],
  ['the old header', { 'x-openstack-nova-api-version': '2.7' }, '2.7'],
  [
    'the new header goes before the old one',
    { 'openstack-api-version': 'compute 2.9', 'x-openstack-nova-api-version': '2.7' },
    '2.9',
  ],
  ['the last value for compute', { 'openstack-api-version': 'compute 2.3, volume 3.5, compute 2.4' }, '2.4'],
  ['another service means nothing here', { 'openstack-api-version': 'volume 3.5' }, '2.1'],
  // microversion_parse, by which Nova reads it, skips what names no service.
  ['what names no service means nothing', { 'openstack-api-version': 'garbage' }, '2.1'],
  ['a version alone names no service', { 'openstack-api-version': '2.90' }, '2.1'],
  ['the words may stand apart', { 'openstack-api-version': ' Compute \t 2.9 ' }, '2.9'],
  ['latest', { 'openstack-api-version': 'compute latest' }, '2.104'],
  ['latest the old way', { 'x-openstack-nova-api-version': 'latest' }, '2.104'],
])('%s', async (_what, headers, version) => {
  const response = await withHeaders(headers)
  expect(response.status).toBe(200)
  expect(response.headers.get('openstack-api-version')).toBe(`compute ${version}`)
  expect(response.headers.get('x-openstack-nova-api-version')).toBe(version)
  expect(response.headers.get('vary')).toContain('OpenStack-API-Version')
  expect(response.headers.get('vary')).toContain('X-OpenStack-Nova-API-Version')
})

test.each(['2', 'two', 'garbage', '2.1 2.2', '2.1.1', '2.01', 'v2.1', '-2.1'])(
  'version %s cannot be read',
  async (version) => {
    const response = await compute.request('GET /flavors', { version })
    expect(response.status).toBe(400)
    expect(response.body.badRequest.message).toContain(version)
  },
)

test.each(['2.0', '2.105', '3.1', '1.1'])('version %s is not spoken', async (version) => {
  const response = await compute.request('GET /flavors', { version })
  expect(response.status).toBe(406)
  expect(response.body.computeFault.message).toContain('Minimum is 2.1 and maximum is 2.104')
})

test('every answer has both request ids, a fault too', async () => {
  for (const line of ['GET /flavors', 'GET /nonsense', 'GET /flavors/nope']) {
    const { headers } = await compute.request(line)
    expect(headers.get('x-openstack-request-id')).toMatch(/^req-[0-9a-f-]{36}$/)
    expect(headers.get('x-compute-request-id')).toBe(headers.get('x-openstack-request-id'))
  }
})

test('a fault echoes the version', async () => {
  const response = await compute.request('GET /flavors/nope', { version: '2.60' })
  expect(response).toMatchObject({ status: 404, body: { itemNotFound: { code: 404 } } })
  expect(response.headers.get('x-openstack-nova-api-version')).toBe('2.60')
})

test('/v2 knows no versions and drops what it does not know', async () => {
  const response = await compute.request('GET /v2/flavors', { version: '2.50' })
  expect(response.status).toBe(200)
  expect(response.headers.get('openstack-api-version')).toBeNull()
  const made = await compute.request('POST /v2/os-keypairs', { body: { keypair: { name: 'old', colour: 'red' } } })
  expect(made.status).toBe(200)
})

test.each([
  ['GET /servers/x/tags', '2.25', 404],
  ['PUT /flavors/1', '2.54', 404],
  ['GET /os-hypervisors/statistics', '2.88', 404],
  ['GET /os-cells', '2.1', 410],
  ['GET /os-cells', '2.104', 410],
  ['GET /nonsense', '2.1', 404],
  ['PATCH /flavors', '2.1', 405],
  ['DELETE /limits', '2.1', 405],
])('%s at %s is %i', async (line, version, status) => {
  expect(
    (await compute.request(line, { version, as: 'admin', ...(line.startsWith('PUT') && { body: {} }) })).status,
  ).toBe(status)
})

test('the project may stand in the URL, and must be the token’s', async () => {
  const projectId = compute.callers.get('member')!.projectId
  const response = await compute.request(`GET /${projectId}/flavors`)
  expect(response.status).toBe(200)
  expect(response.body.flavors[0].links[0].href).toBe(`http://cloud.test/v2.1/${projectId}/flavors/1`)
  expect(response.body.flavors[0].links[1].href).toBe(`http://cloud.test/${projectId}/flavors/1`)
  expect((await compute.request('GET /0123456789abcdef/flavors')).status).toBe(400)
})

test('without a token nothing is told', async () => {
  expect(await compute.request('GET /flavors', { as: '' })).toMatchObject({ status: 401, body: { unauthorized: {} } })
  expect((await compute.request('GET /flavors', { as: 'forged' })).status).toBe(401)
})

test('versions are told to everybody', async () => {
  const { body } = await compute.request('GET /', { as: '' })
  expect(body.versions.map(({ id }: { id: string }) => id)).toEqual(['v2.0', 'v2.1'])
  for (const path of ['/v2.1', '/v2.1/']) {
    const response = await compute.request(`GET ${path}`, { as: '' })
    expect(response.body.version).toMatchObject({ id: 'v2.1', version: '2.104', min_version: '2.1' })
  }
  expect((await compute.request('GET /v2/', { as: '' })).body.version.id).toBe('v2.0')
})

test('what has not changed is not sent again', async () => {
  const first = await compute.request('GET /flavors')
  const etag = first.headers.get('etag')!
  const again = await compute.request('GET /flavors', { headers: { 'if-none-match': etag } })
  expect(again).toMatchObject({ status: 304, body: undefined })
})

test('long answers are compressed for those who can read it', async () => {
  const response = await compute.app.request('http://cloud.test/v2.1/flavors/detail', {
    headers: { 'x-auth-token': 'member', 'accept-encoding': 'gzip' },
  })
  expect(response.headers.get('content-encoding')).toBe('gzip')
})

test.each([
  ['2.74', 200],
  ['2.75', 400],
])('an unknown query parameter at %s is %i', async (version, status) => {
  expect((await compute.request('GET /flavors?colour=red', { version })).status).toBe(status)
})
