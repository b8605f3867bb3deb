import { type Aggregate, zoneOf } from '#domain/aggregate/aggregate'
import type { Database, Db } from '#platform/db/database'
import { conflict, notFound } from '#platform/errors'
import { getAggregate, holdAggregate } from './aggregate-store.ts'
import { type HeldHost, holdHost, obstaclesTo, refuseZone, rezone } from './host-zones.ts'

/** A host that joins an aggregate or leaves it. */
interface Membership {
  aggregateId: number
  hostName: string
  /** The zone of a host that no aggregate gives one. */
  defaultZone: string
}

/** What has to be written with it elsewhere, in the same transaction. */
type Also = (trx: Db, aggregate: Aggregate, host: HeldHost) => Promise<void>

/**
 * Puts a host into an aggregate. A conflict when it is there already, when the host's other aggregates give it another zone, or when
 * servers are on it whose zone would change.
 */
export async function addHostToAggregate(
  db: Database,
  { aggregateId, hostName, defaultZone }: Membership,
  also: Also,
): Promise<Aggregate> {
  return db.transaction().execute(async (trx) => {
    const aggregate = await holdAggregate(trx, aggregateId)
    const host = await holdHost(trx, hostName)
    if (!host) throw notFound('Compute host', hostName)
    if (aggregate.hosts.includes(hostName))
      throw conflict(`Aggregate ${aggregate.name} has host ${hostName} already.`, 'Nothing is left to do.')
    const zone = zoneOf(aggregate)
    if (zone !== undefined && zone !== host.zone)
      refuseZone(zone, await obstaclesTo(trx, { zone, hosts: [host], aggregateId }), asConflict)
    await trx.insertInto('compute.aggregate_host').values({ aggregate_id: aggregateId, host_id: host.id }).execute()
    await rezone(trx, [host], defaultZone)
    await also(trx, aggregate, host)
    return getAggregate(trx, aggregateId)
  })
}

/** Takes a host out of an aggregate. A conflict while servers are on it whose zone would change. */
export async function removeHostFromAggregate(
  db: Database,
  { aggregateId, hostName, defaultZone }: Membership,
  also: Also,
): Promise<Aggregate> {
  return db.transaction().execute(async (trx) => {
    const aggregate = await holdAggregate(trx, aggregateId)
    const host = await holdHost(trx, hostName)
    if (!host) throw notFound('Compute host', hostName)
    if (!aggregate.hosts.includes(hostName)) throw notFound(`In aggregate ${aggregate.name} host`, hostName)
    const zone = zoneOf(aggregate)
    if (zone !== undefined && zone !== defaultZone) {
      const { otherZones, hostsWithServers } = await obstaclesTo(trx, { zone: undefined, hosts: [host], aggregateId })
      // Another aggregate that gives it a zone gives it the same one.
      if (otherZones.length === 0) refuseZone(undefined, { otherZones, hostsWithServers }, asConflict)
    }
    await trx
      .deleteFrom('compute.aggregate_host')
      .where('aggregate_id', '=', aggregateId)
      .where('host_id', '=', host.id)
      .execute()
    await rezone(trx, [host], defaultZone)
    await also(trx, aggregate, host)
    return getAggregate(trx, aggregateId)
  })
}

const asConflict = ({ message, hint }: { message: string; hint: string }) => conflict(message, hint)
