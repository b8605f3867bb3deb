import { expect, test } from 'vitest'
import { aCompute } from './support/a-compute.ts'

test('one request too many is a 429 that says when to come again', async () => {
  await using compute = await aCompute({}, { rate_limit: { per_user: { requests: 2, seconds: 3600 } } })
  for (const line of ['GET /flavors', 'GET /limits']) expect((await compute.request(line)).status).toBe(200)
  const { status, headers, body } = await compute.request('POST /servers', { version: '2.50', body: {} })
  expect(status).toBe(429)
  const seconds = Number(headers.get('retry-after'))
  expect(seconds).toBeGreaterThan(3500)
  expect(body.overLimit).toMatchObject({ code: 429, retryAfter: String(seconds) })
  expect(body.overLimit.message).toContain('2 requests in 3600 s')
  expect(headers.get('x-openstack-nova-api-version')).toBe('2.50')
  expect(headers.get('x-openstack-request-id')).toMatch(/^req-/)
  expect((await compute.request('GET /flavors', { as: 'reader' })).status).toBe(200)
})

test('what is asked without a token, or of the versions, counts for nobody', async () => {
  await using compute = await aCompute({}, { rate_limit: { per_user: { requests: 1, seconds: 3600 } } })
  for (let count = 0; count < 3; count++) {
    expect((await compute.request('GET /', { as: '' })).status).toBe(200)
    expect((await compute.request('GET /flavors', { as: '' })).status).toBe(401)
  }
  expect((await compute.request('GET /flavors')).status).toBe(200)
})

test('everybody in a project shares its requests', async () => {
  await using compute = await aCompute({}, { rate_limit: { per_project: { requests: 2, seconds: 3600 } } })
  expect((await compute.request('GET /flavors', { as: 'member' })).status).toBe(200)
  expect((await compute.request('GET /flavors', { as: 'reader' })).status).toBe(200)
  expect((await compute.request('GET /flavors', { as: 'reader' })).status).toBe(429)
  expect((await compute.request('GET /flavors', { as: 'other' })).status).toBe(200)
})
