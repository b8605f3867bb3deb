import type { ComputeDeps } from '../compute-deps.ts'
import { askNeighbour } from '../neighbour.ts'
import { type Ask, route } from '../route.ts'
import { viewNetwork, viewTenantNetwork, type ShownNetwork } from './view-network.ts'

const until = '2.35'

async function listNetworks({ neighbours }: ComputeDeps, ask: Ask): Promise<ShownNetwork[]> {
  const told = await askNeighbour(neighbours.network, ask, { line: 'GET /v2.0/networks' })
  const { networks } = told as { networks: ShownNetwork[] }
  // An administrator is shown everybody's; here too the project's own and the shared ones are meant.
  return networks.filter((network) => network.shared || network.project_id === ask.caller.projectId)
}

async function showNetwork({ neighbours }: ComputeDeps, ask: Ask): Promise<ShownNetwork> {
  const id = ask.params['network']!
  const errand = { line: `GET /v2.0/networks/${encodeURIComponent(id)}`, about: { what: 'Network', id } }
  return ((await askNeighbour(neighbours.network, ask, errand)) as { network: ShownNetwork }).network
}

/** Networks, as compute answered for the network service until people asked it themselves. */
export const networkProxyRoutes = [
  route('GET /os-networks', {
    until,
    rule: 'os_compute_api:os-networks:list',
    handle: async (api, ask) => ({ body: { networks: (await listNetworks(api, ask)).map(viewNetwork) } }),
  }),
  route('GET /os-networks/:network', {
    until,
    rule: 'os_compute_api:os-networks:show',
    handle: async (api, ask) => ({ body: { network: viewNetwork(await showNetwork(api, ask)) } }),
  }),
  route('GET /os-tenant-networks', {
    until,
    rule: 'os_compute_api:os-tenant-networks:list',
    handle: async (api, ask) => ({ body: { networks: (await listNetworks(api, ask)).map(viewTenantNetwork) } }),
  }),
  route('GET /os-tenant-networks/:network', {
    until,
    rule: 'os_compute_api:os-tenant-networks:show',
    handle: async (api, ask) => ({ body: { network: viewTenantNetwork(await showNetwork(api, ask)) } }),
  }),
]
