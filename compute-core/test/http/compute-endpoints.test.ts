import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { newId } from '#platform/ids'
import type { TestResponse } from './support/a-compute.ts'
import { aFurnishedCompute } from './support/a-furnished-compute.ts'
import { type Endpoint, endpoints } from './support/compute-endpoints.ts'
import { unansweredEndpoints } from './support/unanswered-endpoints.ts'

let compute: Awaited<ReturnType<typeof aFurnishedCompute>>
beforeAll(async () => {
  compute = await aFurnishedCompute()
})
afterAll(() => compute[Symbol.asyncDispose]())

const latest = 104

/** Asks for something that does not exist: the route and the action are found, or not, before that. What is not built is said of a server that does. */
function request({ name, method, path, action }: Endpoint, minor: number): Promise<TestResponse> {
  const id = action !== '' && Object.hasOwn(unansweredEndpoints, name) ? compute.server.id : newId<string>()
  const line = `${method} ${path.replaceAll(/\{\w+\}/g, id)}`
  const body = action === '' ? {} : { [action]: null }
  return compute.request(line, { as: 'admin', version: `2.${minor}`, ...(/POST|PUT/.test(method) && { body }) })
}

/** Why `told` is no answer of the route's own; undefined when it is one. */
function whyUnanswered({ status, body }: TestResponse): string | undefined {
  const [fault] = Object.values((body ?? {}) as Record<string, { message?: string } | undefined>)
  const message = fault?.message ?? ''
  const isNoRoute = status === 404 && message.startsWith('The resource ')
  const isUnbuilt = status === 501 && message.includes('not built yet')
  const isUnknownAction = status === 400 && message.startsWith('There is no such action')
  const isFailure = status === 405 || status === 500
  return isNoRoute || isUnbuilt || isUnknownAction || isFailure ? `${status} ${message}` : undefined
}

/** Every version in a row's range at which it is not answered. */
async function unansweredVersions(endpoint: Endpoint): Promise<string[]> {
  const missing: string[] = []
  for (const minor of new Set([endpoint.since, endpoint.until ?? latest])) {
    const why = whyUnanswered(await request(endpoint, minor))
    if (why !== undefined) missing.push(`2.${minor}: ${why}`)
  }
  return missing
}

const living = endpoints.filter(({ isGone }) => !isGone)
const built = living.filter(({ name }) => !Object.hasOwn(unansweredEndpoints, name))
const named = (list: readonly Endpoint[]) => list.map((endpoint) => [endpoint.name, endpoint] as const)

test('the reference was read to its end', () => {
  expect(endpoints).toHaveLength(265)
  expect(living).toHaveLength(212)
})

test.each(named(built))('%s is answered at its first and at its last version', async (_name, endpoint) => {
  expect(await unansweredVersions(endpoint)).toEqual([])
})

test.each(named(built.filter(({ since }) => since > 1)))('%s is not there yet before', async (_name, endpoint) => {
  expect((await request(endpoint, endpoint.since - 1)).status).toBe(404)
})

test.each(named(built.filter(({ until }) => until !== undefined)))('%s is not there any more after', async (_, row) => {
  expect((await request(row, row.until! + 1)).status).toBe(404)
})

test.each(named(endpoints.filter(({ isGone }) => isGone)))('%s is gone for good', async (_name, endpoint) => {
  for (const minor of [1, latest]) expect((await request(endpoint, minor)).status).toBe(410)
})

// A list needs nothing but a right to it.
const lists = built.filter(({ method, path }) => method === 'GET' && !path.includes('{'))
test.each(named(lists))('%s succeeds as the reference has it', async (_name, endpoint) => {
  for (const minor of new Set([endpoint.since, endpoint.until ?? latest])) {
    const response = await request(endpoint, minor)
    expect({ response, isAsSaid: endpoint.success.includes(response.status) }).toMatchObject({ isAsSaid: true })
  }
})

describe('what is not answered', () => {
  test('stands in the reference, and has its reason', () => {
    const known = new Set(living.map(({ name }) => name))
    for (const [name, reason] of Object.entries(unansweredEndpoints)) {
      expect(known).toContain(name)
      expect(reason).toMatch(/\w+ \w+/)
    }
  })

  test.each(Object.keys(unansweredEndpoints))('%s: take it off the list once it is answered', async (name) => {
    const endpoint = living.find((one) => one.name === name)!
    expect(await unansweredVersions(endpoint)).not.toEqual([])
  })
})
