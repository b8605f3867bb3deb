import { type Insertable, type Selectable, sql, type Updateable } from 'kysely'
import { forbidden, notFound } from '#platform/errors'
import type { Database, Db, DB } from '#platform/db/database'
import { changedAttributes, type MoreAttributes, newAttributes } from './attributes.ts'
import { orDuplicate, orUnknown } from './constraint.ts'

export type RegionRow = Selectable<DB['identity.region']>
export type ServiceRow = Selectable<DB['identity.service']>
export type EndpointRow = Selectable<DB['identity.endpoint']>

type Kind = 'region' | 'service' | 'endpoint'
type Extra = Pick<MoreAttributes, 'extra'>
type New<Table extends keyof DB> = Omit<Insertable<DB[Table]>, 'extra'> & Extra
type Change<Table extends keyof DB> = Omit<Updateable<DB[Table]>, 'extra'> & Extra

/** Every region, by id. */
export const listRegions = (db: Db): Promise<RegionRow[]> =>
  db.selectFrom('identity.region').selectAll().orderBy('id').execute()

/** The services that were added, by type. */
export const listServices = (db: Db): Promise<ServiceRow[]> =>
  db.selectFrom('identity.service').selectAll().orderBy('type').orderBy('name').orderBy('id').execute()

/** The endpoints that were added. */
export const listEndpoints = (db: Db): Promise<EndpointRow[]> =>
  db.selectFrom('identity.endpoint').selectAll().orderBy('service_id').orderBy('interface').orderBy('id').execute()

/** Adds a region; an id taken is a conflict. */
export const insertRegion = async (db: Db, { extra, ...row }: New<'identity.region'>): Promise<RegionRow> => {
  const insert = db
    .insertInto('identity.region')
    .values({ ...row, extra: newAttributes({ extra }).extra })
    .returningAll()
    .executeTakeFirstOrThrow()
  return orUnknown(orDuplicate(insert, 'region', row.id), 'Region', row.parent_region_id ?? '')
}

/** Adds a region unless there is one of this id. */
export async function ensureRegion(db: Db, id: string): Promise<void> {
  await db
    .insertInto('identity.region')
    .values({ id })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

/** Changes a region, which is never below itself. */
export const updateRegion = (db: Database, id: string, change: Change<'identity.region'>): Promise<RegionRow> =>
  db.transaction().execute(async (tx) => {
    await lockCatalog(tx)
    const byId = new Map((await listRegions(tx)).map((region) => [region.id, region]))
    for (let above = change.parent_region_id; above; above = byId.get(above)?.parent_region_id)
      if (above === id) throw forbidden(`Region ${id} cannot be below itself.`)
    const row = await orUnknown(changed(tx, 'region', id, change), 'Region', change.parent_region_id ?? '')
    return row as RegionRow
  })

/** Removes a region that has neither endpoints nor regions below it. */
export const deleteRegion = (db: Database, id: string): Promise<void> =>
  db.transaction().execute(async (tx) => {
    await lockCatalog(tx)
    const { rows } = await sql<{ in_use: boolean }>`
      select exists (select from identity.region where parent_region_id = ${id})
        or exists (select from identity.endpoint where region_id = ${id}) as in_use`.execute(tx)
    if (rows[0]!.in_use) throw forbidden(`Region ${id} has endpoints or regions below it. Delete those first.`)
    const { numDeletedRows } = await tx.deleteFrom('identity.region').where('id', '=', id).executeTakeFirst()
    if (numDeletedRows === 0n) throw notFound('Region', id)
  })

/** Adds a service. */
export const insertService = (db: Db, { extra, ...row }: New<'identity.service'>): Promise<ServiceRow> =>
  db
    .insertInto('identity.service')
    .values({ ...row, extra: newAttributes({ extra }).extra })
    .returningAll()
    .executeTakeFirstOrThrow()

/** Changes a service that was added. */
export const updateService = async (db: Db, id: string, change: Change<'identity.service'>): Promise<ServiceRow> =>
  (await changed(db, 'service', id, change)) as ServiceRow

/** Removes a service that was added, with its endpoints; false when there is none. */
export const deleteService = (db: Database, id: string): Promise<boolean> =>
  db.transaction().execute(async (tx) => {
    await lockCatalog(tx)
    const { numDeletedRows } = await tx.deleteFrom('identity.service').where('id', '=', id).executeTakeFirst()
    if (numDeletedRows > 0n) await tx.deleteFrom('identity.endpoint').where('service_id', '=', id).execute()
    return numDeletedRows > 0n
  })

/** Adds an endpoint of a service, added or one of `mountedIds`. */
export const insertEndpoint = (
  db: Database,
  { extra, ...row }: New<'identity.endpoint'>,
  mountedIds: readonly string[],
): Promise<EndpointRow> =>
  db.transaction().execute(async (tx) => {
    await assertService(tx, row.service_id, mountedIds)
    return tx
      .insertInto('identity.endpoint')
      .values({ ...row, extra: newAttributes({ extra }).extra })
      .returningAll()
      .executeTakeFirstOrThrow()
  })

/** Changes an endpoint that was added. */
export const updateEndpoint = (
  db: Database,
  id: string,
  change: Change<'identity.endpoint'>,
  mountedIds: readonly string[],
): Promise<EndpointRow> =>
  db.transaction().execute(async (tx) => {
    if (change.service_id !== undefined) await assertService(tx, change.service_id, mountedIds)
    return (await changed(tx, 'endpoint', id, change)) as EndpointRow
  })

/** Removes an endpoint that was added; false when there is none. */
export async function deleteEndpoint(db: Db, id: string): Promise<boolean> {
  const { numDeletedRows } = await db.deleteFrom('identity.endpoint').where('id', '=', id).executeTakeFirst()
  return numDeletedRows > 0n
}

async function changed(db: Db, kind: Kind, id: string, { extra, ...columns }: Extra & Record<string, unknown>) {
  const set = { ...columns, ...changedAttributes({ extra }) }
  const table = sql.table(`identity.${kind}`)
  const { rows } =
    Object.keys(set).length === 0
      ? await sql<RegionRow | ServiceRow | EndpointRow>`select * from ${table} where id = ${id}`.execute(db)
      : await sql<RegionRow | ServiceRow | EndpointRow>`update ${table} set ${sql.join(
          Object.entries(set).map(([column, value]) => sql`${sql.ref(column)} = ${value}`),
        )} where id = ${id} returning *`.execute(db)
  if (rows.length === 0) throw notFound(`${kind[0]!.toUpperCase()}${kind.slice(1)}`, id)
  return rows[0]!
}

async function assertService(tx: Db, id: string, mountedIds: readonly string[]): Promise<void> {
  await lockCatalog(tx)
  if (mountedIds.includes(id)) return
  const known = await tx.selectFrom('identity.service').select('id').where('id', '=', id).executeTakeFirst()
  if (!known) throw notFound('Service', id)
}

// What goes takes what refers to it along, or is refused: one change of the catalog at a time.
const lockCatalog = (tx: Db) => sql`select pg_advisory_xact_lock(hashtextextended('identity.catalog', 0))`.execute(tx)
