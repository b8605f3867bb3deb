import { quoted } from '@kilonova/compute-core/platform/service/list-query/query-syntax'
import type { Suggest } from '#list/descriptor'
import { api } from '#shared/api'
import type { Bff } from '#shared/bff'

/** Values of the keys of servers that are too many to be declared: the flavors, zones and key pairs there are. */
export const suggestionsFor = (bff: Bff): Readonly<Record<string, Suggest>> => ({
  flavor: named(bff, '/flavors', (body: { flavors: { name: string }[] }) => body.flavors.map(({ name }) => name)),
  key: named(bff, '/os-keypairs', (body: { keypairs: { keypair: { name: string } }[] }) =>
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
})

/** Names that have what was typed in them: the first dozen of a list of compute's. */
const named =
  <Body>(bff: Bff, path: string, namesIn: (body: Body) => readonly string[]): Suggest =>
  async (typed, signal) => {
    const query = new URLSearchParams({ limit: '12' })
    if (typed) query.set('kilonova:q', `name:*${quoted(typed)}*`)
    return namesIn(await api(bff).read<Body>('compute', `${path}?${query}`, { signal }))
  }
