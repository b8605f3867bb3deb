import { sql } from 'kysely'
import { whyNotInZone, whyZoneStays, zoneKey, type ZoneObstacles } from '#domain/aggregate/aggregate'
import type { Db } from '#platform/db/database'
import type { CloudError } from '#platform/errors'
import type { HostId } from '#platform/ids'

/** A host whose row is held: no server comes to it, and nobody else changes its zone, until the transaction ends. */
export interface HeldHost {
  id: HostId
  name: string
  zone: string
}

const held = (trx: Db) =>
  trx
    .selectFrom('compute.host')
    .select(['id', 'name', 'zone'])
    .orderBy('id') // the same order for all, so that no two wait for each other
    .forUpdate()
    .$castTo<HeldHost>()

/** Holds the host of this name; undefined when there is none. */
export const holdHost = (trx: Db, name: string): Promise<HeldHost | undefined> =>
  held(trx).where('name', '=', name).executeTakeFirst()

/** Holds every host of an aggregate that is held itself. */
export const holdMembers = (trx: Db, aggregateId: number): Promise<HeldHost[]> =>
  held(trx)
    .where('id', 'in', (from) =>
      from.selectFrom('compute.aggregate_host').select('host_id').where('aggregate_id', '=', aggregateId),
    )
    .execute()

interface WantedZone {
  /** Undefined for none of its own. */
  zone: string | undefined
  hosts: readonly HeldHost[]
  /** The aggregate that would give it to them, or take it from them. */
  aggregateId: number
}

/** What of these hosts, which are held, stands in the way of another zone. */
export async function obstaclesTo(trx: Db, { zone, hosts, aggregateId }: WantedZone): Promise<ZoneObstacles> {
  const ids = hosts.map(({ id }) => id)
  if (ids.length === 0) return { otherZones: [], hostsWithServers: [] }
  const [zones, inUse] = [
    await trx
      .selectFrom('compute.aggregate_host as m')
      .innerJoin('compute.aggregate as a', 'a.id', 'm.aggregate_id')
      .select(sql<string>`a.metadata ->> ${zoneKey}`.as('zone'))
      .distinct()
      .where('m.host_id', 'in', ids)
      .where('a.id', '<>', aggregateId)
      .where(sql<boolean>`a.metadata ->> ${zoneKey} <> ${zone ?? ''}`)
      .orderBy('zone')
      .execute(),
    await trx
      .selectFrom('compute.server')
      .select('host_id')
      .distinct()
      .where('host_id', 'in', ids)
      .where('deleted_at', 'is', null)
      .execute(),
  ]
  const withServers = new Set(inUse.map(({ host_id }) => host_id))
  return {
    otherZones: zones.map((row) => row.zone),
    hostsWithServers: hosts.filter(({ id }) => withServers.has(id)).map(({ name }) => name),
  }
}

/** Throws, as `refusal` words it, when hosts cannot come into `zone`, or out of the one that they have. */
export function refuseZone(
  zone: string | undefined,
  obstacles: ZoneObstacles,
  refusal: (why: { message: string; hint: string }) => CloudError,
): void {
  const why = zone === undefined ? whyZoneStays(obstacles.hostsWithServers) : whyNotInZone(zone, obstacles)
  if (why) throw refusal(why)
}

/** Writes the zone that the aggregates of these hosts, which are held, give them; `defaultZone` for those that are in none. */
export async function rezone(trx: Db, hosts: readonly HeldHost[], defaultZone: string): Promise<void> {
  if (hosts.length === 0) return
  await sql`
    update compute.host h set zone = given.zone
    from (
      select h.id, coalesce(max(a.metadata ->> ${zoneKey}), ${defaultZone}) as zone
      from compute.host h
      left join compute.aggregate_host m on m.host_id = h.id
      left join compute.aggregate a on a.id = m.aggregate_id
      where h.id = any(${hosts.map(({ id }) => id)}::uuid[])
      group by h.id
    ) given
    where h.id = given.id and h.zone <> given.zone`.execute(trx)
}
