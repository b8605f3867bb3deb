import { sql } from 'kysely'
import { type Aggregate, withChanges, zoneKey, zoneOf } from '#domain/aggregate/aggregate'
import type { Database, Db } from '#platform/db/database'
import type { HostId } from '#platform/ids'
import { conflict, invalid, notFound } from '#platform/errors'
import { holdMembers, obstaclesTo, refuseZone, rezone } from './host-zones.ts'

const selectAggregates = (db: Db) =>
  db
    .selectFrom('compute.aggregate as a')
    .select(['a.id', 'a.uuid', 'a.name', 'a.created_at as createdAt', 'a.updated_at as updatedAt'])
    .select(sql<Record<string, string>>`a.metadata`.as('metadata'))
    .select(
      sql<string[]>`coalesce((select jsonb_agg(h.name order by h.name) from compute.aggregate_host m
        join compute.host h on h.id = m.host_id where m.aggregate_id = a.id), '[]')`.as('hosts'),
    )

/** Every aggregate, in the order in which they were made. */
export const listAggregates = (db: Db): Promise<Aggregate[]> => selectAggregates(db).orderBy('a.id').execute()

/** What the aggregates of each host say, and every key that any of them has. */
export async function aggregatesByHost(
  db: Db,
): Promise<{ metadata: ReadonlyMap<HostId, readonly Aggregate['metadata'][]>; keys: ReadonlySet<string> }> {
  const rows = await db
    .selectFrom('compute.aggregate as a')
    .leftJoin('compute.aggregate_host as m', 'm.aggregate_id', 'a.id')
    .select(['m.host_id as hostId', sql<Aggregate['metadata']>`a.metadata`.as('metadata')])
    .orderBy('a.id')
    .execute()
  const metadata = new Map<HostId, Aggregate['metadata'][]>()
  for (const row of rows) {
    if (row.hostId === null) continue
    const id = row.hostId as HostId
    metadata.set(id, [...(metadata.get(id) ?? []), row.metadata])
  }
  return { metadata, keys: new Set(rows.flatMap((row) => Object.keys(row.metadata))) }
}

/** The aggregate, or a 404. */
export async function getAggregate(db: Db, id: number): Promise<Aggregate> {
  const aggregate = isKnowable(id) ? await selectAggregates(db).where('a.id', '=', id).executeTakeFirst() : undefined
  if (!aggregate) throw notFound('Aggregate', String(id))
  return aggregate
}

const isKnowable = (id: number) => id > 0 && id <= 2_147_483_647

/** The aggregate, which nobody else changes, and whose hosts nobody else exchanges, until the transaction ends. */
export async function holdAggregate(trx: Db, id: number): Promise<Aggregate> {
  if (isKnowable(id))
    await trx.selectFrom('compute.aggregate').select('id').where('id', '=', id).forUpdate().executeTakeFirst()
  // In a statement of its own, which sees what those have written that this one has waited for.
  return getAggregate(trx, id)
}

/** Makes an aggregate without hosts; a name that is taken is a conflict. */
export async function insertAggregate(
  db: Db,
  { uuid, name, zone }: { uuid: string; name: string; zone: string | null },
): Promise<Aggregate> {
  const made = await db
    .insertInto('compute.aggregate')
    .values({ uuid, name, metadata: JSON.stringify(zone === null ? {} : { [zoneKey]: zone }) })
    .onConflict((on) => on.column('name').doNothing())
    .returning('id')
    .executeTakeFirst()
  if (!made) throw nameIsTaken(name)
  return getAggregate(db, made.id)
}

const nameIsTaken = (name: string) => conflict(`Aggregate ${name} already exists.`, 'Choose another name.')

/** What of an aggregate changes; null takes a key of the metadata away. */
export interface AggregateChange {
  name?: string | undefined
  metadata?: Readonly<Record<string, string | null>>
}

/** Writes a change. Another zone is a 400 while other aggregates have a host of this one in another, or while servers are on its hosts. */
export async function changeAggregate(
  db: Database,
  id: number,
  { name, metadata = {} }: AggregateChange,
  defaultZone: string,
): Promise<Aggregate> {
  return db.transaction().execute(async (trx) => {
    const aggregate = await holdAggregate(trx, id)
    const changed = withChanges(aggregate.metadata, metadata)
    const zone = changed[zoneKey]
    const hosts = zone === zoneOf(aggregate) ? [] : await holdMembers(trx, id)
    refuseZone(zone, await obstaclesTo(trx, { zone, hosts, aggregateId: id }), ({ message, hint }) =>
      invalid(`${message} ${hint}`, zoneKey),
    )
    await trx
      .updateTable('compute.aggregate')
      .set({
        ...(name !== undefined && { name }),
        metadata: JSON.stringify(changed),
        updated_at: sql<Date>`now()`,
      })
      .where('id', '=', id)
      .execute()
      .catch((error: unknown) => {
        throw isTakenName(error) ? nameIsTaken(name ?? '') : error
      })
    await rezone(trx, hosts, defaultZone)
    return getAggregate(trx, id)
  })
}

const isTakenName = (error: unknown) =>
  error instanceof Error && 'constraint' in error && error.constraint === 'aggregate_name_key'

/** Deletes an aggregate; one with hosts is a 400. */
export async function deleteAggregate(db: Database, id: number): Promise<{ name: string }> {
  return db.transaction().execute(async (trx) => {
    const { name, hosts } = await holdAggregate(trx, id)
    if (hosts.length > 0)
      throw invalid(`Aggregate ${name} has hosts: ${hosts.join(', ')}. Remove them from it first.`, 'id')
    await trx.deleteFrom('compute.aggregate').where('id', '=', id).execute()
    return { name }
  })
}
