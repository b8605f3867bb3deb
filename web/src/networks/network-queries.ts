import type { NetworkView } from '@kilonova/compute-core/services/network/api/network-view'
import type { PortView } from '@kilonova/compute-core/services/network/api/port-view'
import type { SubnetView } from '@kilonova/compute-core/services/network/api/subnet-view'
import { queryOptions } from '@tanstack/react-query'
import { apiPage } from '#list/api-page'
import { listQuery, type ListRequest } from '#list/descriptor'
import { type InProject, inProjects } from '#shared/account-names'
import { api } from '#shared/api'
import type { Bff } from '#shared/bff'
import { patchRows } from '#shared/changes'
import { serverNames } from '#shared/server-names'

/** A subnet as its network tells of it, with how many of its addresses are taken. */
export type RangeUse = NonNullable<NetworkView['kilonova:subnets']>[number]

/** A port with the name of the server that it belongs to; null where it belongs to none that the person can see. */
export interface PortRow extends InProject<PortView> {
  serverName: string | null
}

/** A network as lists show it. */
export type NetworkRow = InProject<NetworkView>

const projectIdOf = ({ project_id: id }: { project_id: string }) => id

/** Of a project's pages lists show what the project has or may use, to administrators as well; theirs show everything. */
const listed = (bff: Bff, path: string) => {
  if (bff.scope === 'admin') return path
  return `${path}${path.includes('?') ? '&' : '?'}kilonova:own=true`
}

const byId = ({ id }: { id: string }) => id
/** What was deleted is taken out at once; everything else is read again. */
const withoutDeleted = (topic: 'network' | 'port') => patchRows(topic, 'rows', () => ({}))

/** A page of the networks that the project can use, each with how far it is used up. */
export const networksQuery = (bff: Bff, request: ListRequest) =>
  listQuery<NetworkRow>({
    queryKey: [bff.scope, 'networks', request],
    queryFn: async ({ signal }) => {
      const list = { service: 'network', path: listed(bff, '/networks?kilonova:use=true'), rows: 'networks' } as const
      const page = await apiPage<NetworkView>(bff, { ...list, marker: byId }, request, signal)
      return { ...page, rows: await inProjects(bff, page.rows, projectIdOf, signal) }
    },
    meta: { staleAfter: [{ topic: 'network' }, { topic: 'port' }], patch: withoutDeleted('network') },
  })

/** A network. */
export const networkQuery = (bff: Bff, id: string) =>
  queryOptions({
    queryKey: [bff.scope, 'network', id],
    queryFn: async ({ signal }) =>
      (await api(bff).read<{ network: NetworkView }>('network', `/networks/${encodeURIComponent(id)}`, { signal }))
        .network,
    meta: { staleAfter: [{ topic: 'network', id }] },
  })

/** A page of the subnets of a network. */
export const subnetsQuery = (bff: Bff, networkId: string, request: ListRequest) =>
  listQuery<SubnetView>({
    queryKey: [bff.scope, 'subnets', networkId, request],
    queryFn: ({ signal }) =>
      apiPage<SubnetView>(
        bff,
        {
          service: 'network',
          path: listed(bff, `/subnets?network_id=${encodeURIComponent(networkId)}&kilonova:use=true`),
          rows: 'subnets',
          marker: byId,
        },
        request,
        signal,
      ),
    meta: { staleAfter: [{ topic: 'network', id: networkId }, { topic: 'port' }] },
  })

/** A page of ports: those of a network, or all that the project can see. */
export const portsQuery = (bff: Bff, networkId: string | null, request: ListRequest) =>
  listQuery<PortRow>({
    queryKey: [bff.scope, 'ports', networkId, request],
    queryFn: async ({ signal }) => {
      const ofNetwork = networkId === null ? '' : `&network_id=${encodeURIComponent(networkId)}`
      const path = `/ports?kilonova:names=true${ofNetwork}`
      const list = { service: 'network', path: listed(bff, path), rows: 'ports', marker: byId } as const
      const page = await apiPage<PortView>(bff, list, request, signal)
      const servers = page.rows.filter(isOfServer).map(({ device_id: id }) => id)
      const [names, rows] = await Promise.all([
        serverNames(bff, [...new Set(servers)], signal),
        inProjects(bff, page.rows, projectIdOf, signal),
      ])
      return { ...page, rows: rows.map((port) => ({ ...port, serverName: names.get(port.device_id) ?? null })) }
    },
    meta: { staleAfter: [{ topic: 'port' }, { topic: 'server' }], patch: withoutDeleted('port') },
  })

/** Whether compute has given the port to a server. */
export const isOfServer = ({ device_id, device_owner }: Pick<PortView, 'device_id' | 'device_owner'>): boolean =>
  device_id !== '' && device_owner.startsWith('compute:')

/** How far the addresses of a network's subnets are used up, by all whose ports the person may see. */
export const subnetUseQuery = (bff: Bff, networkId: string) =>
  queryOptions({
    queryKey: [bff.scope, 'subnet-use', networkId],
    queryFn: async ({ signal }): Promise<readonly RangeUse[]> => {
      const path = `/networks/${encodeURIComponent(networkId)}?kilonova:use=true&fields=kilonova:subnets`
      const { network } = await api(bff).read<{ network: NetworkView }>('network', path, { signal })
      return network['kilonova:subnets'] ?? []
    },
    meta: { staleAfter: [{ topic: 'network', id: networkId }, { topic: 'port' }] },
  })

const mostChoices = 20

/** The first networks that the project can use and in which `text` is found. */
export const networkChoicesQuery = (bff: Bff, text: string) =>
  queryOptions({
    queryKey: [bff.scope, 'network-choices', text],
    queryFn: async ({ signal }) => {
      const words = text.replaceAll('"', ' ').trim()
      const query = new URLSearchParams({ limit: String(mostChoices), sort_key: 'name' })
      if (words !== '') query.set('kilonova:q', `"${words}"`)
      const path = listed(bff, `/networks?${query}`)
      return (await api(bff).read<{ networks: NetworkView[] }>('network', path, { signal })).networks
    },
    meta: { staleAfter: [{ topic: 'network' }] },
  })
