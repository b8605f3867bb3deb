import { afterAll, beforeAll, expect, test } from 'vitest'
import { computeService } from '#api/compute-api'
import { aCompute, type TestCompute } from './support/a-compute.ts'
import { documentationSuite } from './support/documentation-suite.ts'

let compute: TestCompute
beforeAll(async () => {
  compute = await aCompute()
}, 60_000)
afterAll(() => compute?.[Symbol.asyncDispose]())

documentationSuite({
  definition: computeService,
  async serve() {
    const response = await compute.app.request('http://cloud.test/openapi.json')
    return { status: response.status, body: (await response.json()) as { paths: object } }
  },
  withoutJson: [
    'DELETE /flavors/:flavor/os-extra_specs/:key',
    'PUT /servers/:server/tags/:tag',
    'DELETE /os-aggregates/:id',
    'GET /kilonova/audit/export',
  ],
})

test('what no sample is compared with is answered as its route declares, too', async () => {
  const newest = { as: 'admin', version: '2.104' }
  const body = { extra_specs: { 'hw:numa_nodes': '1' } }
  await compute.request('POST /flavors/1/os-extra_specs', { ...newest, body })
  for (const line of ['GET /flavors/1/os-extra_specs/hw:numa_nodes', 'GET /versions/v2.1'])
    expect(await compute.request(line, newest)).toMatchObject({ status: 200 })
})
