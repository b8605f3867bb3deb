import { expect, test } from 'vitest'
import { computeService } from '#api/compute-api'
import { identityDefinition } from '#services/identity/api/identity-api'
import { imageDefinition } from '#services/image/api/image-api'
import { networkDefinition } from '#services/network/api/network-api'
import { placementDefinition } from '#services/placement/api/placement-api'
import { entryOf } from '#platform/audit/audited'
import type { Caller } from '#platform/http/caller'
import type { ProjectId, UserId } from '#platform/ids'
import type { RequestContext, Route } from '#platform/service/route'

const services = [computeService, identityDefinition, imageDefinition, networkDefinition, placementDefinition]
const writes = services.flatMap(({ name, routes, versions }) =>
  (routes as unknown as readonly Route[])
    .filter(({ isReading }) => !isReading)
    .map((route) => ({ service: name, route, at: `${name}: ${route.method} ${route.path}`, version: versions.max })),
)

test('one operation has one slug, and no two of a service have the same', () => {
  // Nova has servers under a second address.
  const own = writes.filter(({ route }) => !route.path.startsWith('/os-volumes_boot'))
  const slugs = Map.groupBy(own, ({ service, route }) => `${service} ${route.operation}`)
  const shared = [...slugs].filter(([, those]) => new Set(those.map(({ at }) => at)).size > 1)
  expect(shared.map(([slug]) => slug)).toEqual([])
  expect(writes.filter(({ route }) => !/^[a-z0-9]+(-[a-z0-9]+)+$/.test(route.operation))).toEqual([])
})

// Such as could be the name of an action: what is kept of one must not be just any word of a body.
const secret = 'hushhush'
const caller: Caller = {
  userId: 'u' as UserId,
  userName: 'ada',
  domain: { id: 'default', name: 'Default' },
  projectId: 'p' as ProjectId,
  projectName: 'demo',
  projectDomainId: 'default',
  systemScope: false,
  roles: [],
  isAdmin: false,
  seesAll: false,
}

/** A body as the schema has it, of which every text and every value is the secret. */
function bodyOf(schema: unknown, depth = 0): unknown {
  const { properties, items, anyOf, oneOf, allOf, additionalProperties } = schema as Record<string, unknown>
  if (depth > 8) return secret
  if (properties)
    return Object.fromEntries(
      Object.entries(properties as object).map(([name, inner]) => [name, bodyOf(inner, depth + 1)]),
    )
  if (items) return [bodyOf(items, depth + 1)]
  const choice = (anyOf ?? oneOf ?? allOf) as unknown[] | undefined
  if (choice?.[0]) return bodyOf(choice[0], depth + 1)
  return typeof additionalProperties === 'object' ? { [secret]: secret } : secret
}

const withBody = writes.filter(({ route }) => route.read)

test('there are bodies to look at', () => expect(withBody.length).toBeGreaterThan(60))

test.each(withBody)('nothing that the body of $at says is kept', async ({ service, route, version }) => {
  const { z } = await import('zod')
  const context = {
    version,
    since: () => true,
    legacy: false,
    caller,
    params: {},
    query: { one: () => undefined, all: () => [], names: () => [] },
    request: new Request('http://localhost/'),
    note: () => {},
    may: () => true,
    permit: () => {},
  } as unknown as RequestContext
  const schema = route.read!.schema?.(context)
  const shape: unknown = schema ? z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) : {}
  for (const input of [
    bodyOf(shape),
    secret,
    [secret],
    { [secret]: secret },
    { ...(bodyOf(shape) as object), [secret]: 1 },
  ]) {
    const { isUnderstood, ...ended } = await read(input)
    const known = {
      service,
      route,
      path: route.path,
      params: {},
      caller,
      noted: {},
      input: isUnderstood ? input : undefined,
      requestId: 'r',
      address: 'a',
    }
    const entry = entryOf({ ...known, ended })
    expect(entry).toBeDefined()
    expect(JSON.stringify(entry).toLowerCase()).not.toContain(secret)
  }

  /** How the request would end as far as its body decides. */
  async function read(input: unknown) {
    try {
      route.read!(input, context)
      return { isUnderstood: true, response: { status: 202 as const, body: {} } }
    } catch (error) {
      return { isUnderstood: false, error }
    }
  }
})
