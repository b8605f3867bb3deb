import { expect, test } from 'vitest'
import { aCaller, aCompute } from './support/a-compute.ts'
import { aSystemReader } from './support/test-callers.ts'

test('a service tells each token what its policy in force refuses to it, and nobody without one', async () => {
  await using compute = await aCompute({}, {}, { 'os_compute_api:servers:create': 'role:admin' })
  compute.callers.set('systemReader', aCaller(aSystemReader))
  const refusedTo = async (as: string) => {
    const response = await compute.app.request('http://cloud.test/permits.json', { headers: { 'x-auth-token': as } })
    expect(response.headers.get('cache-control')).toBe('no-store')
    return ((await response.json()) as { refused: Record<string, string> }).refused
  }
  expect(await refusedTo('member')).toMatchObject({
    'os_compute_api:servers:create': 'the admin role',
    'os_compute_api:os-flavor-manage:create': 'the admin role',
  })
  expect(await refusedTo('member')).not.toHaveProperty('os_compute_api:servers:delete')
  expect(await refusedTo('reader')).toHaveProperty(
    'os_compute_api:servers:delete',
    'the member role in the project, or the admin role',
  )
  expect(await refusedTo('admin')).not.toHaveProperty('os_compute_api:os-flavor-manage:create')
  const reader = await refusedTo('systemReader')
  expect(reader).toHaveProperty('os_compute_api:os-flavor-manage:create')
  expect(reader).not.toHaveProperty('os_compute_api:os-services:list')
  expect((await compute.app.request('http://cloud.test/permits.json')).status).toBe(401)
})
