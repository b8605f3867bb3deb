import type { AggregateView } from '@kilonova/compute-core/api/aggregates/aggregate-schema'
import type { AvailabilityZoneView } from '@kilonova/compute-core/api/availability-zones/availability-zone-schema'
import type { ImageView } from '@kilonova/compute-core/services/image/api/image-view'
import { quoted } from '@kilonova/compute-core/platform/service/list-query/query-syntax'
import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { listQuery, type ListRequest, type QueryKeyWords } from '#list/descriptor'
import { type Fields, pageOfRows } from '#list/rows-at-hand'
import { api } from '#shared/api'
import { missingAs, type Bff } from '#shared/bff'
import { t } from '#ui/i18n'
import type { HostChoice } from './host-choices.ts'

/** The address of an aggregate in compute. */
export const aggregateAddress = (id: number | string): string => `/os-aggregates/${encodeURIComponent(id)}`

/** All host aggregates. */
export const aggregatesQuery = (bff: Bff) =>
  queryOptions({
    queryKey: [bff.scope, 'aggregates'],
    queryFn: async ({ signal }) =>
      (await api(bff).read<{ aggregates: AggregateView[] }>('compute', '/os-aggregates', { signal })).aggregates,
    meta: { staleAfter: [{ topic: 'aggregate' }, { topic: 'host' }] },
  })

/** What aggregates are searched by. */
export const aggregateKeys: QueryKeyWords = {
  name: { kind: 'text', summary: t('The name.') },
  zone: { kind: 'text', summary: t('The availability zone of its hosts.') },
  host: { kind: 'text', summary: t('One of its hosts.') },
  metadata: { kind: 'text', summary: t('A key of its metadata.') },
  id: { kind: 'text', summary: t('The number.') },
}

const aggregateFields: Fields<AggregateView> = {
  keys: {
    name: ({ name }) => [name],
    zone: ({ availability_zone: zone }) => (zone === null ? [] : [zone]),
    host: ({ hosts }) => hosts,
    metadata: ({ metadata }) => Object.keys(metadata),
    id: ({ id }) => [String(id)],
  },
  textIn: ['name', 'zone', 'host', 'id'],
}

/** One page of the aggregates. The API gives them all at once: pages are made of them here. */
export const aggregatesPageQuery = (bff: Bff, request: ListRequest) =>
  listQuery<AggregateView>({
    queryKey: [bff.scope, 'aggregates', request],
    queryFn: async ({ client }) =>
      // Turning pages asks nobody; what has changed is asked for again, since the aggregates are stale then.
      pageOfRows(await client.fetchQuery({ ...aggregatesQuery(bff), staleTime: 30_000 }), request, aggregateFields),
    meta: { staleAfter: [{ topic: 'aggregate' }, { topic: 'host' }] },
  })

/** One aggregate. */
export const aggregateQuery = (bff: Bff, id: string) =>
  queryOptions({
    queryKey: [bff.scope, 'aggregate', id],
    queryFn: async ({ signal }) =>
      (
        await api(bff)
          .read<{ aggregate: AggregateView }>('compute', aggregateAddress(id), { signal })
          .catch(
            missingAs(
              t('There is no host aggregate with the number {{id}}. It may have been deleted.', { id }),
              /^\d{1,9}$/.test(id),
            ),
          )
      ).aggregate,
    meta: { staleAfter: [{ topic: 'aggregate', id }, { topic: 'host' }] },
  })

/** A zone in which servers can be, with its hosts that take servers and whether they are up. */
export interface Zone {
  name: string
  hosts: readonly { name: string; isUp: boolean }[]
}

/** The availability zones that servers can be in. */
export const zonesQuery = (bff: Bff) =>
  queryOptions({
    queryKey: [bff.scope, 'zones'],
    queryFn: async ({ signal }): Promise<Zone[]> => {
      const { availabilityZoneInfo: zones } = await api(bff).read<{ availabilityZoneInfo: AvailabilityZoneView[] }>(
        'compute',
        '/os-availability-zone/detail',
        { signal },
      )
      // That of the cloud's own services is none for servers.
      return zones
        .filter(({ hosts }) => !Object.values(hosts ?? {}).some((services) => 'nova-conductor' in services))
        .map(({ zoneName, hosts }) => ({
          name: zoneName,
          hosts: Object.entries(hosts ?? {}).map(([name, services]) => ({
            name,
            isUp: services['nova-compute']?.available ?? false,
          })),
        }))
    },
    meta: { staleAfter: [{ topic: 'host' }, { topic: 'aggregate' }] },
  })

interface Service {
  host: string
  zone: string
  state: 'up' | 'down'
  status: 'enabled' | 'disabled'
}

interface Hypervisor {
  service: { host: string }
  servers?: readonly unknown[]
}

/** All hosts with their zones, and how many servers are on each. */
export const hostChoicesQuery = (bff: Bff) =>
  queryOptions({
    queryKey: [bff.scope, 'host choices'],
    queryFn: async ({ signal }): Promise<HostChoice[]> => {
      const [{ services }, { hypervisors }] = await Promise.all([
        api(bff).read<{ services: Service[] }>('compute', '/os-services?binary=nova-compute', { signal }),
        api(bff).read<{ hypervisors: Hypervisor[] }>('compute', '/os-hypervisors/detail?with_servers=true', { signal }),
      ])
      const servers = new Map(hypervisors.map(({ service, servers: on = [] }) => [service.host, on.length]))
      return services.map(({ host, zone, state, status }) => ({
        name: host,
        zone,
        isUp: state === 'up',
        isEnabled: status === 'enabled',
        servers: servers.get(host) ?? 0,
      }))
    },
    meta: { staleAfter: [{ topic: 'host' }, { topic: 'aggregate' }, { topic: 'server' }] },
  })

const mostOffered = 20

/** Images that have their data and `text` in their names. */
export const imageChoicesQuery = (bff: Bff, text: string) =>
  queryOptions({
    queryKey: [bff.scope, 'image choices', text],
    queryFn: async ({ signal }) => {
      const query = new URLSearchParams({ status: 'active', limit: String(mostOffered), sort: 'name:asc' })
      if (text !== '') query.set('kilonova:q', quoted(text))
      return (await api(bff).read<{ images: ImageView[] }>('image', `/images?${query}`, { signal })).images
    },
    placeholderData: keepPreviousData,
    meta: { staleAfter: [{ topic: 'image' }] },
  })
