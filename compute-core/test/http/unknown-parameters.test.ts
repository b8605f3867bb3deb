import { describe, expect, test } from 'vitest'
import { computeService } from '#api/compute-api'
import { identityDefinition } from '#services/identity/api/identity-api'
import { imageDefinition } from '#services/image/api/image-api'
import { networkDefinition } from '#services/network/api/network-api'
import { placementDefinition } from '#services/placement/api/placement-api'
import { readQuery } from '#platform/service/query-rule'
import type { Route } from '#platform/service/route'

type AnyRoute = Route<never, string>
type Fate = 'refused' | 'ignored' | 'a filter'

/** What each service does with a parameter that it does not know, as OpenStack's own code does, at its newest version. */
const services = [
  {
    definition: computeService,
    // Nova's schemas of queries are closed, most since 2.75.
    fate: (): Fate => 'refused',
    except: {
      // Nova has no schema for these queries, or one that is open.
      '/servers/:server/tags': 'ignored',
      '/servers/:server/tags/:tag': 'ignored',
      '/os-quota-sets/:project/defaults': 'ignored',
      '/servers/:server/os-volume_attachments/:volume': 'ignored',
    },
  },
  { definition: placementDefinition, fate: (): Fate => 'refused', except: {} },
  // Keystone's schemas of queries are open, but for one.
  { definition: identityDefinition, fate: (): Fate => 'ignored', except: { '/v3/regions': 'refused' } },
  {
    definition: networkDefinition,
    // Neutron's filter-validation: what takes filters refuses others; what takes none looks at no query.
    fate: ({ query }: AnyRoute): Fate => (takesFilters(query) ? 'refused' : 'ignored'),
    except: {},
  },
  // To Glance it is the name of a property that somebody may have set.
  { definition: imageDefinition, fate: (): Fate => 'ignored', except: { '/v2/images': 'a filter' } },
] as const

const takesFilters = ({ parameters = {} }: AnyRoute['query']) =>
  Object.keys(parameters).some((name) => name !== 'fields' && !name.startsWith('kilonova:'))

describe.each(services)('$definition.name', ({ definition, fate, except }) => {
  const routes = (definition.routes as readonly AnyRoute[]).filter(
    ({ method, until }) => method === 'GET' && until === definition.versions.max,
  )
  test('the exceptions are routes that there are', () => {
    expect(routes.map(({ path }) => path)).toEqual(expect.arrayContaining(Object.keys(except)))
  })
  test.each(routes.map((route) => [route.path, route] as const))('GET %s', (path, route) => {
    const expected = (except as Record<string, Fate>)[path] ?? fate(route)
    expect(fateAt(route, definition.versions.max, definition)).toBe(expected)
  })
})

function fateAt(route: AnyRoute, version: number, service: Parameters<typeof readQuery>[3]): Fate {
  try {
    return readQuery(new URLSearchParams('colour=red'), route.query, version, service).has('colour')
      ? 'a filter'
      : 'ignored'
  } catch {
    return 'refused'
  }
}

test('compute 2.1 refuses none: clients of Nova have sent what they liked', () => {
  const oldest = (computeService.routes as readonly AnyRoute[]).filter(
    ({ method, since }) => method === 'GET' && since === computeService.versions.min,
  )
  expect(oldest.length).toBeGreaterThan(20)
  for (const route of oldest)
    expect({ path: route.path, fate: fateAt(route, route.since, computeService) }).toEqual({
      path: route.path,
      fate: 'ignored',
    })
})
