import { type RawBuilder, sql } from 'kysely'
import type { hypervisorKeys, serviceKeys } from '#domain/host/hypervisor-keys'
import type { Db } from '#platform/db/database'
import { type ListAsked, type Listing, listPage, noMarker } from '#platform/db/listing'
import {
  any,
  beginningOfUuid,
  type RowSearch,
  searchConditions,
  type SearchedBy,
  uuidColumn,
} from '#platform/db/search'
import { isUuid } from '#platform/ids'
import type { ReadTerm } from '#platform/service/list-query/query-keys'
import { hostConditions, type HostInUse, hostsInUse } from './host-queries.ts'
import { type Service, serviceConditions, type ServiceFilter, services } from './service-store.ts'

/** What decides whether a host counts as up. */
export interface Heartbeat {
  now: Date
  downAfterSeconds: number
}

/** The conditions that all terms hold for a host `h`, whose servers take `u`, searched for by its hypervisor. */
const searchHypervisors = (terms: readonly ReadTerm[], heartbeat: Heartbeat): RawBuilder<boolean>[] =>
  searchConditions<typeof hypervisorKeys>(
    {
      keys: {
        ...hostKeys(heartbeat),
        id: uuidColumn(sql`h.id`),
        type: sql`h.facts ->> 'hypervisorType'`,
        servers: sql`coalesce(u.servers, 0)`,
        vcpus: sql`(h.facts ->> 'vcpus')::numeric`,
        ram: sql`(h.facts ->> 'ramMb')::numeric`,
      },
      text: [sql`h.name`, sql`h.disabled_reason`, beginningOfUuid(sql`h.id`)],
    },
    terms,
  )

/** The conditions that all terms hold for a service `h`. */
const searchServices = (terms: readonly ReadTerm[], heartbeat: Heartbeat): RawBuilder<boolean>[] =>
  searchConditions<typeof serviceKeys>(
    {
      keys: { ...hostKeys(heartbeat), binary: sql`h.binary_name`, id: uuidColumn(sql`h.id`) },
      text: [sql`h.name`, sql`h.binary_name`, sql`h.disabled_reason`, beginningOfUuid(sql`h.id`)],
    },
    terms,
  )

/** What lists of hypervisors can be sorted by. */
export const hypervisorSortKeys = [
  'hypervisor_hostname',
  'id',
  'state',
  'status',
  'zone',
  'hypervisor_type',
  'running_vms',
  'vcpus',
  'memory_mb',
  'updated_at',
] as const

/** What lists of services can be sorted by. */
export const serviceSortKeys = [
  'host',
  'binary',
  'id',
  'state',
  'status',
  'zone',
  'disabled_reason',
  'updated_at',
] as const

/** Hosts as hypervisors: each is known by its id. */
const hypervisorListing = (heartbeat: Heartbeat) =>
  hostListing<(typeof hypervisorSortKeys)[number]>(sql`h.id`, {
    ...hostSort(heartbeat),
    hypervisor_hostname: [],
    id: [sql`h.id`],
    hypervisor_type: [sql`coalesce(h.facts ->> 'hypervisorType', '')`],
    running_vms: [sql`coalesce(u.servers, 0)`],
    vcpus: [sql`coalesce((h.facts ->> 'vcpus')::numeric, 0)`],
    memory_mb: [sql`coalesce((h.facts ->> 'ramMb')::numeric, 0)`],
  })

/** Services, each known by its id. */
const serviceListing = (heartbeat: Heartbeat): Listing<Service> => ({
  ...services,
  isAt: isRow(sql`h.id`),
  tie: sql`(h.name || ' ' || h.binary_name || ' ' || h.id)`,
  sort: {
    ...hostSort(heartbeat),
    host: [],
    binary: [sql`h.binary_name`],
    id: [sql`h.id`],
    disabled_reason: [sql`(h.disabled_reason is null)`, sql`coalesce(h.disabled_reason, '')`],
  } satisfies Record<(typeof serviceSortKeys)[number], readonly RawBuilder<unknown>[]>,
  noMarker,
})

const hostListing = <Key extends string>(
  id: RawBuilder<unknown>,
  sort: Readonly<Record<Key, readonly RawBuilder<unknown>[]>>,
): Listing<HostInUse> => ({
  ...hostsInUse,
  isAt: isRow(id),
  tie: sql`h.name`,
  sort,
  noMarker,
})

const isRow = (id: RawBuilder<unknown>) => (marker: string) =>
  isUuid(marker) ? sql<boolean>`${id} = ${marker}::uuid` : sql<boolean>`false`

const hostSort = (heartbeat: Heartbeat) => ({
  state: [sql`case when ${isUpAt(heartbeat)} then 'up' else 'down' end`],
  status: [sql`case when h.enabled then 'enabled' else 'disabled' end`],
  zone: [sql`h.zone`],
  updated_at: [sql`h.last_seen_at`],
})

const isUpAt = ({ now, downAfterSeconds }: Heartbeat) =>
  sql<boolean>`(not h.forced_down and abs(extract(epoch from ${now}::timestamptz - h.last_seen_at)) <= ${downAfterSeconds})`

const hostKeys = (heartbeat: Heartbeat) =>
  ({
    name: sql`h.name`,
    zone: sql`h.zone`,
    status: oneOf({ enabled: sql<boolean>`h.enabled`, disabled: sql<boolean>`not h.enabled` }),
    state: oneOf({
      up: isUpAt(heartbeat),
      down: sql<boolean>`not ${isUpAt(heartbeat)}`,
    }),
    reason: sql`h.disabled_reason`,
    updated: sql`h.last_seen_at`,
  }) satisfies Partial<RowSearch<typeof hypervisorKeys>['keys']>

/** A condition of its own for each value. */
const oneOf =
  (conditions: Readonly<Record<string, RawBuilder<boolean>>>): SearchedBy =>
  (tests) =>
    any(tests.flatMap((test) => (test.kind === 'enum' ? [conditions[test.value]!] : [])))

/** What is asked of a list of hosts. */
export interface HostsAsked extends Omit<ListAsked, 'conditions' | 'within'> {
  terms: readonly ReadTerm[]
  name?: string | undefined
  /** Part of a name. */
  namePart?: string | undefined
}

/** One page of hypervisors with what their servers take. */
export const hypervisorPage = (db: Db, heartbeat: Heartbeat, { terms, name, namePart, ...page }: HostsAsked) =>
  listPage(db, hypervisorListing(heartbeat), {
    ...page,
    conditions: [...hostConditions({ name, namePart }), ...searchHypervisors(terms, heartbeat)],
  })

/** A host with the aggregates that it is in. */
export interface HostInAggregates extends HostInUse {
  aggregates: readonly { id: number; name: string }[]
}

/** One page of hosts with what their servers take and the aggregates that they are in. */
export const hostPage = (db: Db, heartbeat: Heartbeat, { terms, name, namePart, ...page }: HostsAsked) =>
  listPage<HostInAggregates>(
    db,
    {
      ...hypervisorListing(heartbeat),
      columns: sql<HostInAggregates>`${hostsInUse.columns}, (
        select coalesce(jsonb_agg(jsonb_build_object('id', a.id, 'name', a.name) order by a.name), '[]')
        from compute.aggregate_host m join compute.aggregate a on a.id = m.aggregate_id where m.host_id = h.id) as aggregates`,
    },
    { ...page, conditions: [...hostConditions({ name, namePart }), ...searchHypervisors(terms, heartbeat)] },
  )

/** What is asked of a list of services. */
type ServicesAsked = Omit<HostsAsked, 'name' | 'namePart'> & Pick<ServiceFilter, 'host' | 'binary'>

/** One page of services. */
export const servicePage = (db: Db, heartbeat: Heartbeat, { terms, host, binary, ...page }: ServicesAsked) =>
  listPage(db, serviceListing(heartbeat), {
    ...page,
    conditions: [...serviceConditions({ host, binary }), ...searchServices(terms, heartbeat)],
  })
