import { quoted } from '@kilonova/compute-core/platform/service/list-query/query-syntax'
import type { Suggest } from '#list/descriptor'
import { api, type Service } from '#shared/api'
import { type Scope, bffIn } from '#shared/scope'
import type { Bff } from '#shared/bff'

interface Named {
  name: string
}

const namesOf = (rows: readonly Named[]) => rows.map(({ name }) => name)

/** Values of the keys of servers that are too many to be declared: the flavors, zones and key pairs there are, and to administrators hosts, projects and people. */
export function suggestionsFor(scope: Scope): Readonly<Record<string, Suggest>> {
  const bff = bffIn(scope)
  return {
    flavor: named(bff, 'compute', '/flavors', (body: { flavors: Named[] }) => namesOf(body.flavors)),
    key: named(bff, 'compute', '/os-keypairs', (body: { keypairs: { keypair: Named }[] }) =>
      body.keypairs.map(({ keypair }) => keypair.name),
    ),
    zone: async (_typed, signal) => {
      const body = await api(bff).read<{ availabilityZoneInfo: { zoneName: string }[] }>(
        'compute',
        '/os-availability-zone',
        { signal },
      )
      return body.availabilityZoneInfo.map(({ zoneName }) => zoneName)
    },
    ...(scope.kind === 'admin' && {
      host: named(bff, 'compute', '/kilonova/hosts', (body: { hosts: Named[] }) => namesOf(body.hosts)),
      project: named(bff, 'identity', '/projects', (body: { projects: Named[] }) => namesOf(body.projects)),
      user: named(bff, 'identity', '/users', (body: { users: Named[] }) => namesOf(body.users)),
    }),
  }
}

/** Names that have what was typed in them: the first dozen of a list. */
const named =
  <Body>(bff: Bff, service: Service, path: string, namesIn: (body: Body) => readonly string[]): Suggest =>
  async (typed, signal) => {
    const query = new URLSearchParams({ limit: '12' })
    if (typed) query.set('kilonova:q', `name:*${quoted(typed)}*`)
    return namesIn(await api(bff).read<Body>(service, `${path}?${query}`, { signal }))
  }
