import { type Selectable, sql } from 'kysely'
import type { flavorKeys } from '#domain/flavor/flavor-keys'
import { defaultFlavors, type Flavor } from '#domain/flavor/flavor'
import type { Database, Db, DB } from '#platform/db/database'
import { afterMarker, reversed, type SortColumn } from '#platform/db/keyset'
import { matches } from '#platform/db/matches'
import { reachMilestone } from '#platform/db/milestone'
import { type RowSearch, searchConditions, textUnder } from '#platform/db/search'
import { conflict, invalid, notFound } from '#platform/errors'
import type { FlavorId } from '#platform/ids'
import type { ReadTerm } from '#platform/service/list-query/query-keys'

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
  order: readonly { key: keyof typeof sortColumns; direction: SortColumn['direction'] }[]
  limit: number
  marker: string | undefined
  before?: string | undefined
  terms: readonly ReadTerm[]
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

const search: RowSearch<typeof flavorKeys> = {
  keys: {
    name: sql`name`,
    id: sql`id`,
    description: sql`description`,
    vcpus: sql`vcpus`,
    ram: sql`ram_mb`,
    disk: sql`disk_gb`,
    ephemeral: sql`ephemeral_gb`,
    swap: sql`swap_mb`,
    public: sql`is_public`,
    disabled: sql`disabled`,
    extra: textUnder(sql`extra_specs`),
  },
  text: [sql`name`, sql`description`, sql`id`],
}

const numbers: ReadonlySet<string> = new Set(['ephemeral_gb', 'ram_mb', 'disk_gb', 'rxtx_factor', 'swap_mb', 'vcpus'])

/** The order of a page; the id decides among equals. */
function orderedBy({ order }: FlavorPage): SortColumn[] {
  const columns = order.map(({ key, direction }) => {
    const column = sql.ref(sortColumns[key])
    return {
      by: numbers.has(sortColumns[key]) ? sql`${column}::numeric` : sql`coalesce(${column}::text, '')`,
      direction,
    }
  })
  return [...columns, { by: sql`id`, direction: order.at(-1)!.direction }]
}

const matching = (db: Db, page: FlavorPage) => {
  let query = db
    .selectFrom('compute.flavor')
    .where(seenBy(page.viewer))
    .where('ram_mb', '>=', page.minRamMb)
    .where('disk_gb', '>=', page.minDiskGb)
    .$if(page.isPublic !== null, (query) => query.where('is_public', '=', page.isPublic!))
    .$if(page.name !== undefined, (query) => query.where(matches(sql`name`, page.name!)))
  for (const condition of searchConditions(search, page.terms)) query = query.where(condition)
  return query
}

/** One page of the flavors that the viewer can see. */
export async function listFlavors(db: Db, page: FlavorPage): Promise<Flavor[]> {
  const edge = page.before ?? page.marker
  if (edge !== undefined && !(await findFlavor(db, edge as FlavorId, page.viewer)))
    throw invalid(`Marker ${edge} could not be found.`, 'marker')
  const sort = page.before === undefined ? orderedBy(page) : reversed(orderedBy(page))
  let query = matching(db, page).selectAll().limit(page.limit)
  if (edge !== undefined)
    query = query.where(afterMarker(sort, (by) => sql`(select ${by} from compute.flavor where id = ${edge})`))
  for (const { by, direction } of sort) query = query.orderBy(by, direction)
  const flavors = (await query.execute()).map(toFlavor)
  return page.before === undefined ? flavors : flavors.toReversed()
}

/** How many flavors there are on all pages. */
export async function countFlavors(db: Db, page: FlavorPage): Promise<number> {
  const { count } = await matching(db, page)
    .select((is) => is.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  return Number(count)
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

/** Adds a flavor; a taken name or id is a conflict. A private one is nobody's until it is given to a project. */
export async function insertFlavor(db: Db, flavor: Flavor): Promise<void> {
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

/** Deletes a flavor, and says what it was called; servers keep their own copy of it. */
export async function deleteFlavor(db: Db, id: FlavorId): Promise<{ name: string }> {
  const gone = await db.deleteFrom('compute.flavor').where('id', '=', id).returning('name').executeTakeFirst()
  if (!gone) throw notFound('Flavor', id)
  return gone
}

/** Gives a new cloud its flavors, once: an administrator who deletes one does not meet it again. */
export async function seedFlavors(db: Database): Promise<void> {
  await db.transaction().execute(async (trx) => {
    if (!(await reachMilestone(trx, 'default-flavors'))) return
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
