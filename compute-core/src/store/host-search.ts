import { type RawBuilder, sql } from 'kysely'
import type { hypervisorKeys, serviceKeys } from '#domain/host/hypervisor-keys'
import {
  any,
  beginningOfUuid,
  type RowSearch,
  searchConditions,
  type SearchedBy,
  uuidColumn,
} from '#platform/db/search'
import type { ReadTerm } from '#platform/service/list-query/query-keys'

/** What decides whether a host counts as up. */
export interface Heartbeat {
  now: Date
  downAfterSeconds: number
}

/** The conditions that all terms hold for a host `h`, whose servers take `u`, searched for by its hypervisor. */
export const searchHypervisors = (terms: readonly ReadTerm[], heartbeat: Heartbeat): RawBuilder<boolean>[] =>
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

/** The conditions that all terms hold for a host `h`, searched for by its service. */
export const searchServices = (terms: readonly ReadTerm[], heartbeat: Heartbeat): RawBuilder<boolean>[] =>
  searchConditions<typeof serviceKeys>(
    {
      keys: { ...hostKeys(heartbeat), id: uuidColumn(sql`h.service_id`) },
      text: [sql`h.name`, sql`h.disabled_reason`, beginningOfUuid(sql`h.service_id`)],
    },
    terms,
  )

const hostKeys = ({ now, downAfterSeconds }: Heartbeat) =>
  ({
    name: sql`h.name`,
    zone: sql`h.zone`,
    status: oneOf({ enabled: sql<boolean>`h.enabled`, disabled: sql<boolean>`not h.enabled` }),
    state: oneOf({
      up: sql<boolean>`(not h.forced_down and abs(extract(epoch from ${now}::timestamptz - h.last_seen_at)) <= ${downAfterSeconds})`,
      down: sql<boolean>`(h.forced_down or abs(extract(epoch from ${now}::timestamptz - h.last_seen_at)) > ${downAfterSeconds})`,
    }),
    reason: sql`h.disabled_reason`,
    updated: sql`h.last_seen_at`,
  }) satisfies Partial<RowSearch<typeof hypervisorKeys>['keys']>

/** A condition of its own for each value. */
const oneOf =
  (conditions: Readonly<Record<string, RawBuilder<boolean>>>): SearchedBy =>
  (tests) =>
    any(tests.flatMap((test) => (test.kind === 'enum' ? [conditions[test.value]!] : [])))
