import type { ComputeDeps } from '../compute-deps.ts'
import { callPeer } from '../peer-service.ts'
import { type RequestContext, route } from '../route.ts'
import { viewNetwork, viewTenantNetwork, type ShownNetwork } from './view-network.ts'

const until = '2.35'

async function listNetworks({ peers }: ComputeDeps, context: RequestContext): Promise<ShownNetwork[]> {
  const input = await callPeer(peers.network, context, { line: 'GET /v2.0/networks' })
  const { networks } = input as { networks: ShownNetwork[] }
  // An administrator is shown everybody's; here too the project's own and the shared ones are meant.
  return networks.filter((network) => network.shared || network.project_id === context.caller.projectId)
}

async function showNetwork({ peers }: ComputeDeps, context: RequestContext): Promise<ShownNetwork> {
  const id = context.params['network']!
  const request = { line: `GET /v2.0/networks/${encodeURIComponent(id)}`, about: { what: 'Network', id } }
  return ((await callPeer(peers.network, context, request)) as { network: ShownNetwork }).network
}

/** Networks, as compute answered for the network service until people asked it themselves. */
export const networkProxyRoutes = [
  route('GET /os-networks', {
    until,
    rule: 'os_compute_api:os-networks:list',
    handle: async (api, context) => ({ body: { networks: (await listNetworks(api, context)).map(viewNetwork) } }),
  }),
  route('GET /os-networks/:network', {
    until,
    rule: 'os_compute_api:os-networks:show',
    handle: async (api, context) => ({ body: { network: viewNetwork(await showNetwork(api, context)) } }),
  }),
  route('GET /os-tenant-networks', {
    until,
    rule: 'os_compute_api:os-tenant-networks:list',
    handle: async (api, context) => ({ body: { networks: (await listNetworks(api, context)).map(viewTenantNetwork) } }),
  }),
  route('GET /os-tenant-networks/:network', {
    until,
    rule: 'os_compute_api:os-tenant-networks:show',
    handle: async (api, context) => ({ body: { network: viewTenantNetwork(await showNetwork(api, context)) } }),
  }),
]
