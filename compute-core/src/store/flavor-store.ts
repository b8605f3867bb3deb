import { type Selectable, sql } from 'kysely'
import { defaultFlavors, type Flavor } from '#domain/flavor/flavor'
import type { Database, Db, DB } from '#platform/db/database'
import { conflict, invalid, notFound } from '#platform/errors'
import type { FlavorId } from '#platform/ids'
import { grantFlavor } from './flavor-access-store.ts'

const toFlavor = (row: Selectable<DB['compute.flavor']>): Flavor => ({
  id: row.id as FlavorId,
  name: row.name,
  ramMb: row.ram_mb,
  vcpus: row.vcpus,
  diskGb: row.disk_gb,
  ephemeralGb: row.ephemeral_gb,
  swapMb: row.swap_mb,
  rxtxFactor: row.rxtx_factor,
  isPublic: row.is_public,
  disabled: row.disabled,
  description: row.description,
  extraSpecs: row.extra_specs as unknown as Record<string, string>,
})

/** Whose flavors: everything for an administrator (`'any'`), else the public ones and those that the project was given. */
export type FlavorViewer = 'any' | { projectId: string | null }

export interface FlavorPage {
  viewer: FlavorViewer
  isPublic: boolean | null
  minRamMb: number
  minDiskGb: number
  name: string | undefined
  sortKey: keyof typeof sortColumns
  direction: 'asc' | 'desc'
  limit: number
  marker: string | undefined
}

/** What flavors can be sorted by, under the API's names. */
export const sortColumns = {
  created_at: 'created_at',
  description: 'description',
  disabled: 'disabled',
  ephemeral_gb: 'ephemeral_gb',
  flavorid: 'id',
  id: 'id',
  is_public: 'is_public',
  memory_mb: 'ram_mb',
  name: 'name',
  root_gb: 'disk_gb',
  rxtx_factor: 'rxtx_factor',
  swap: 'swap_mb',
  updated_at: 'updated_at',
  vcpu_weight: 'vcpus',
  vcpus: 'vcpus',
} as const

const seenBy = (viewer: FlavorViewer) =>
  viewer === 'any'
    ? sql<boolean>`true`
    : sql<boolean>`(is_public or id in (select flavor_id from compute.flavor_access where project_id = ${viewer.projectId}))`

/** One page of the flavors that the viewer can see. */
export async function listFlavors(db: Db, page: FlavorPage): Promise<Flavor[]> {
  if (page.marker !== undefined && !(await findFlavor(db, page.marker as FlavorId, page.viewer)))
    throw invalid(`Marker ${page.marker} could not be found.`, 'marker')
  const key = sql`coalesce(${sql.ref(sortColumns[page.sortKey])}::text, '')`
  const numeric = ['ephemeral_gb', 'ram_mb', 'disk_gb', 'rxtx_factor', 'swap_mb', 'vcpus'].includes(
    sortColumns[page.sortKey],
  )
  const by = numeric ? sql`${sql.ref(sortColumns[page.sortKey])}::numeric` : key
  const atMarker = sql`(select ${by} from compute.flavor where id = ${page.marker ?? ''})`
  const beyond = page.direction === 'asc' ? sql`>` : sql`<`
  const rows = await db
    .selectFrom('compute.flavor')
    .selectAll()
    .where(seenBy(page.viewer))
    .where('ram_mb', '>=', page.minRamMb)
    .where('disk_gb', '>=', page.minDiskGb)
    .$if(page.isPublic !== null, (query) => query.where('is_public', '=', page.isPublic!))
    .$if(page.name !== undefined, (query) => query.where(sql<boolean>`name ~ ${page.name}`))
    .$if(page.marker !== undefined, (query) =>
      query.where(sql<boolean>`(${by}, id) ${beyond} (${atMarker}, ${page.marker})`),
    )
    .orderBy(by, page.direction)
    .orderBy('id', page.direction)
    .limit(page.limit)
    .execute()
  return rows.map(toFlavor)
}

/** The flavor with this id, when the viewer can see it. */
export async function findFlavor(db: Db, id: FlavorId, viewer: FlavorViewer = 'any'): Promise<Flavor | undefined> {
  const row = await db
    .selectFrom('compute.flavor')
    .selectAll()
    .where('id', '=', id)
    .where(seenBy(viewer))
    .executeTakeFirst()
  return row && toFlavor(row)
}

/** The flavor, or a 404. */
export async function getFlavor(db: Db, id: FlavorId, viewer: FlavorViewer = 'any'): Promise<Flavor> {
  const flavor = await findFlavor(db, id, viewer)
  if (!flavor) throw notFound('Flavor', id)
  return flavor
}

/** Adds a flavor; a taken name or id is a conflict. A private one is given to the project that made it. */
export async function insertFlavor(db: Db, flavor: Flavor, ownerProjectId: string | null): Promise<void> {
  const taken = await db
    .selectFrom('compute.flavor')
    .select(['id', 'name'])
    .where((is) => is.or([is('id', '=', flavor.id), is('name', '=', flavor.name)]))
    .executeTakeFirst()
  if (taken) throw alreadyThere(flavor, taken.id === flavor.id)
  const added = await db
    .insertInto('compute.flavor')
    .values({
      id: flavor.id,
      name: flavor.name,
      ram_mb: flavor.ramMb,
      vcpus: flavor.vcpus,
      disk_gb: flavor.diskGb,
      ephemeral_gb: flavor.ephemeralGb,
      swap_mb: flavor.swapMb,
      rxtx_factor: flavor.rxtxFactor,
      is_public: flavor.isPublic,
      disabled: flavor.disabled,
      description: flavor.description,
      extra_specs: JSON.stringify(flavor.extraSpecs),
    })
    .onConflict((on) => on.doNothing())
    .executeTakeFirst()
  if (added.numInsertedOrUpdatedRows !== 1n) throw alreadyThere(flavor, false)
  if (!flavor.isPublic && ownerProjectId) await grantFlavor(db, flavor.id, ownerProjectId)
}

const alreadyThere = (flavor: Flavor, byId: boolean) =>
  conflict(`Flavor ${byId ? `with ID ${flavor.id}` : flavor.name} already exists.`, 'Pick another one.')

/** Changes the only thing that may change of a flavor; undefined when it is gone. */
export async function describeFlavor(db: Db, id: FlavorId, description: string | null): Promise<Flavor> {
  const row = await db
    .updateTable('compute.flavor')
    .set({ description, updated_at: sql<Date>`now()` })
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirst()
  if (!row) throw notFound('Flavor', id)
  return toFlavor(row)
}

/** Deletes a flavor; servers keep their own copy of it. */
export async function deleteFlavor(db: Db, id: FlavorId): Promise<void> {
  const gone = await db.deleteFrom('compute.flavor').where('id', '=', id).executeTakeFirst()
  if (gone.numDeletedRows !== 1n) throw notFound('Flavor', id)
}

/** Gives a new cloud its flavors, once: an administrator who deletes one does not meet it again. */
export async function seedFlavors(db: Database): Promise<void> {
  await db.transaction().execute(async (trx) => {
    const reached = await trx
      .insertInto('platform.milestone')
      .values({ name: 'default-flavors' })
      .onConflict((on) => on.doNothing())
      .executeTakeFirst()
    if (reached.numInsertedOrUpdatedRows !== 1n) return
    await trx
      .insertInto('compute.flavor')
      .values(
        defaultFlavors.map(({ name, vcpus, ramMb, diskGb }, index) => ({
          id: String(index + 1),
          name,
          vcpus,
          ram_mb: ramMb,
          disk_gb: diskGb,
          description: null,
          updated_at: null,
        })),
      )
      .onConflict((on) => on.doNothing())
      .execute()
  })
}
