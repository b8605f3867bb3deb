import { expect, test } from 'vitest'
import { computeService } from '#api/compute-api'
import { patternValue } from '#platform/service/fields'
import { workOf } from '#platform/service/serve-request'
import { identityDefinition } from '#services/identity/api/identity-api'
import { imageDefinition } from '#services/image/api/image-api'
import { networkDefinition } from '#services/network/api/network-api'
import { placementDefinition } from '#services/placement/api/placement-api'
import { aCompute } from './support/a-compute.ts'

const services = [computeService, identityDefinition, imageDefinition, networkDefinition, placementDefinition]
const routes = services.flatMap(({ name, routes: all }) =>
  all.map(({ method, path, query, until }) => ({ line: `${name} ${method} ${path}`, method, path, query, until })),
)

test('every route that pages or filters is read as a list, with connections and a time of its own', () => {
  const lists = routes.filter(
    ({ method, query }) =>
      method === 'GET' && Object.keys(query.parameters ?? {}).some((name) => /^(limit|name)$/.test(name)),
  )
  expect(lists.length).toBeGreaterThan(30)
  expect(lists.filter((route) => workOf(route).kind !== 'list').map(({ line }) => line)).toEqual([])
})

test('nothing that writes is read as a list', () => {
  const writing = routes.filter(({ method }) => method !== 'GET')
  expect(writing.filter((route) => workOf(route).kind === 'list').map(({ line }) => line)).toEqual([])
})

const patterned = routes.flatMap(({ line, path, query, until }) =>
  until < computeService.versions.max
    ? []
    : Object.entries(query.parameters ?? {})
        .filter(([, { value }]) => value === patternValue)
        .map(([parameter]) => ({ line, path, parameter })),
)

test('every parameter that takes a pattern takes one dialect, within its bounds, whatever is in the list', async () => {
  await using compute = await aCompute()
  expect(patterned.length).toBeGreaterThan(10)
  for (const { path, parameter } of patterned) {
    const ask = async (pattern: string) =>
      (
        await compute.request(`GET ${path}?${parameter}=${encodeURIComponent(pattern)}`, {
          as: 'admin',
          version: '2.104',
        })
      ).status
    const statuses = []
    for (const pattern of ['(?i)WEB', '[[:alpha:]]+', '[', '(?:a?){255}(?:a?){255}(?:a?){255}b', 'a'.repeat(256)])
      statuses.push(await ask(pattern))
    expect({ path, parameter, statuses }).toEqual({ path, parameter, statuses: [200, 200, 400, 400, 400] })
  }
})
