import type { NetworkView } from '@kilonova/compute-core/services/network/api/network-view'
import type { PortView } from '@kilonova/compute-core/services/network/api/port-view'
import type { SubnetView } from '@kilonova/compute-core/services/network/api/subnet-view'
import { queryOptions } from '@tanstack/react-query'
import { apiPage } from '#list/api-page'
import { listQuery, type ListRequest } from '#list/descriptor'
import { api } from '#shared/api'
import type { Bff } from '#shared/bff'
import { patchRows } from '#shared/changes'
import { serverNames } from '#shared/server-names'

/** A network as lists show it, with the ranges of its subnets. */
export interface NetworkRow extends NetworkView {
  ranges: readonly string[]
}

/** A port with the name of the server that it belongs to; null where it belongs to none that the person can see. */
export interface PortRow extends PortView {
  serverName: string | null
}

/** Of a project's pages lists show what the project has or may use, to administrators as well; theirs show everything. */
const listed = (bff: Bff, path: string) => {
  if (bff.scope === 'admin') return path
  return `${path}${path.includes('?') ? '&' : '?'}kilonova:own=true`
}

const byId = ({ id }: { id: string }) => id
/** What was deleted is taken out at once; everything else is read again. */
const withoutDeleted = (topic: 'network' | 'port') => patchRows(topic, 'rows', () => ({}))

/** A page of the networks that the project can use. */
export const networksQuery = (bff: Bff, request: ListRequest) =>
  listQuery<NetworkRow>({
    queryKey: [bff.scope, 'networks', request],
    queryFn: async ({ signal }) => {
      const list = { service: 'network', path: listed(bff, '/networks'), rows: 'networks', marker: byId } as const
      const page = await apiPage<NetworkView>(bff, list, request, signal)
      const ranges = await rangesOf(bff, page.rows.map(byId), signal)
      return { ...page, rows: page.rows.map((row) => ({ ...row, ranges: ranges.get(row.id) ?? [] })) }
    },
    meta: { staleAfter: [{ topic: 'network' }], patch: withoutDeleted('network') },
  })

/** The ranges of the subnets of these networks. */
async function rangesOf(bff: Bff, ids: readonly string[], signal: AbortSignal): Promise<Map<string, string[]>> {
  if (ids.length === 0) return new Map()
  const query = new URLSearchParams([
    ...['cidr', 'network_id'].map((field) => ['fields', field]),
    ...ids.map((id) => ['network_id', id]),
  ])
  const { subnets } = await api(bff).read<{ subnets: Pick<SubnetView, 'cidr' | 'network_id'>[] }>(
    'network',
    `/subnets?${query}`,
    { signal },
  )
  const ofNetwork = Map.groupBy(subnets, ({ network_id }) => network_id)
  return new Map([...ofNetwork].map(([id, members]) => [id, members.map(({ cidr }) => cidr)]))
}

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
          path: `/subnets?network_id=${encodeURIComponent(networkId)}`,
          rows: 'subnets',
          marker: byId,
        },
        request,
        signal,
      ),
    meta: { staleAfter: [{ topic: 'network', id: networkId }] },
  })

/** A page of ports: those of a network, or all that the project can see. */
export const portsQuery = (bff: Bff, networkId: string | null, request: ListRequest) =>
  listQuery<PortRow>({
    queryKey: [bff.scope, 'ports', networkId, request],
    queryFn: async ({ signal }) => {
      const path = networkId === null ? '/ports' : `/ports?network_id=${encodeURIComponent(networkId)}`
      const list = { service: 'network', path: listed(bff, path), rows: 'ports', marker: byId } as const
      const page = await apiPage<PortView>(bff, list, request, signal)
      const servers = page.rows.filter(isOfServer).map(({ device_id: id }) => id)
      const names = await serverNames(bff, [...new Set(servers)], signal)
      return { ...page, rows: page.rows.map((port) => ({ ...port, serverName: names.get(port.device_id) ?? null })) }
    },
    meta: { staleAfter: [{ topic: 'port' }, { topic: 'server' }], patch: withoutDeleted('port') },
  })

/** Whether compute has given the port to a server. */
export const isOfServer = ({ device_id, device_owner }: Pick<PortView, 'device_id' | 'device_owner'>): boolean =>
  device_id !== '' && device_owner.startsWith('compute:')

/** A subnet with the number of ports that have an address of it, of those that the project can see. */
export interface SubnetUse extends SubnetView {
  used: number
}

/** How far the addresses of a network's subnets are used up. */
export const subnetUseQuery = (bff: Bff, networkId: string) =>
  queryOptions({
    queryKey: [bff.scope, 'subnet-use', networkId],
    queryFn: async ({ signal }): Promise<SubnetUse[]> => {
      const path = `/subnets?network_id=${encodeURIComponent(networkId)}`
      const { subnets } = await api(bff).read<{ subnets: SubnetView[] }>('network', path, { signal })
      return Promise.all(
        subnets.map(async (subnet) => {
          const query = new URLSearchParams({
            fixed_ips: `subnet_id=${subnet.id}`,
            'kilonova:count': 'true',
            limit: '1',
          })
          const { total } = await api(bff).list('network', `/ports?${query}`, { signal })
          return { ...subnet, used: total ?? 0 }
        }),
      )
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
