import { z } from 'zod'
import { notFound } from '#platform/errors'
import { callPeer } from '../peer-service.ts'
import { readAs } from '#platform/service/read-as'
import { type RequestContext, route, routeWithBody } from '../route.ts'
import type { ComputeDeps } from '../compute-deps.ts'

const until = '2.35'

/** The networks that addresses could be floated from: the network service has none that is external. */
async function pools({ peers }: ComputeDeps, context: RequestContext): Promise<{ name: string }[]> {
  const request = { line: 'GET /v2.0/networks?router:external=true&fields=name' }
  const input = await callPeer(peers.network, context, request)
  return (input as { networks: { name: string }[] }).networks.map(({ name }) => ({ name }))
}

const unknown = (context: RequestContext) => notFound('Floating IP', context.params['address']!)

/** Floating addresses, as compute answered for the network service: there is no pool yet, and so no address. */
export const floatingIpRoutes = [
  route('GET /os-floating-ip-pools', {
    until,
    rule: 'os_compute_api:os-floating-ip-pools',
    query: { alsoAllowed: /./ },
    handle: async (api, context) => ({ body: { floating_ip_pools: await pools(api, context) } }),
  }),
  route('GET /os-floating-ips', {
    until,
    rule: 'os_compute_api:os-floating-ips:list',
    handle: async () => ({ body: { floating_ips: [] } }),
  }),
  route('GET /os-floating-ips/:address', {
    until,
    rule: 'os_compute_api:os-floating-ips:show',
    async handle(_api, context) {
      throw unknown(context)
    },
  }),
  routeWithBody('POST /os-floating-ips', readAs(z.looseObject({ pool: z.string().nullish() }).nullable()), {
    until,
    rule: 'os_compute_api:os-floating-ips:create',
    async handle(_api, _context, body) {
      throw notFound('Floating IP pool', body?.pool ?? '')
    },
  }),
  route('DELETE /os-floating-ips/:address', {
    until,
    rule: 'os_compute_api:os-floating-ips:delete',
    async handle(_api, context) {
      throw unknown(context)
    },
  }),
]
