import { z } from 'zod'
import { notFound } from '#platform/errors'
import { askNeighbour } from '../neighbour.ts'
import { readAs } from '../read-as.ts'
import { type Ask, route, routeWithBody } from '../route.ts'
import type { ComputeDeps } from '../compute-deps.ts'

const until = '2.35'

/** The networks that addresses could be floated from: the network service has none that is external. */
async function pools({ neighbours }: ComputeDeps, ask: Ask): Promise<{ name: string }[]> {
  const errand = { line: 'GET /v2.0/networks?router:external=true&fields=name' }
  const told = await askNeighbour(neighbours.network, ask, errand)
  return (told as { networks: { name: string }[] }).networks.map(({ name }) => ({ name }))
}

const unknown = (ask: Ask) => notFound('Floating IP', ask.params['address']!)

/** Floating addresses, as compute answered for the network service: there is no pool yet, and so no address. */
export const floatingIpRoutes = [
  route('GET /os-floating-ip-pools', {
    until,
    rule: 'os_compute_api:os-floating-ip-pools',
    query: { alsoAllowed: /./ },
    handle: async (api, ask) => ({ body: { floating_ip_pools: await pools(api, ask) } }),
  }),
  route('GET /os-floating-ips', {
    until,
    rule: 'os_compute_api:os-floating-ips:list',
    handle: async () => ({ body: { floating_ips: [] } }),
  }),
  route('GET /os-floating-ips/:address', {
    until,
    rule: 'os_compute_api:os-floating-ips:show',
    async handle(_api, ask) {
      throw unknown(ask)
    },
  }),
  routeWithBody('POST /os-floating-ips', readAs(z.looseObject({ pool: z.string().nullish() }).nullable()), {
    until,
    rule: 'os_compute_api:os-floating-ips:create',
    async handle(_api, _ask, body) {
      throw notFound('Floating IP pool', body?.pool ?? '')
    },
  }),
  route('DELETE /os-floating-ips/:address', {
    until,
    rule: 'os_compute_api:os-floating-ips:delete',
    async handle(_api, ask) {
      throw unknown(ask)
    },
  }),
]
