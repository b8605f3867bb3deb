import { sql, type Insertable, type Selectable, type Updateable } from 'kysely'
import type { Db, DB } from '#platform/db/database'
import { conflict } from '#platform/errors'
import { afterMarker, orderOf, type SortColumn } from '#platform/db/keyset'

export type PartKind = 'object' | 'property' | 'tag' | 'resource_type'

/** A namespace of metadata definitions. */
export type NamespaceRow = Selectable<DB['image.metadef_namespace']>
export type NamespaceInsert = Insertable<DB['image.metadef_namespace']>

/** An object, property, tag or resource type of a namespace; `body` is what it says besides its name. */
export interface PartRow {
  namespace: string
  name: string
  body: Readonly<Record<string, unknown>>
  created_at: Date
  updated_at: Date
}

export interface Part {
  name: string
  body: Readonly<Record<string, unknown>>
}

/** Columns that namespaces can be sorted by. */
export const namespaceSortKeys = ['namespace', 'created_at', 'updated_at'] as const

export interface NamespaceQuery {
  /** Who looks: their project's private namespaces are seen beside the public ones, or everybody's. */
  seenBy: { projectId: string | null; seesAll: boolean }
  visibility: string | undefined
  /** Only namespaces that are for one of these. */
  resourceTypes: readonly string[] | undefined
  sortKey: (typeof namespaceSortKeys)[number]
  direction: SortColumn['direction']
  marker: string | undefined
  limit: number
}

/** One page of the namespaces that match and may be seen. */
export function listNamespaces(db: Db, wanted: NamespaceQuery): Promise<NamespaceRow[]> {
  const { seenBy, visibility, resourceTypes, sortKey, direction, marker, limit } = wanted
  const sort = [
    { by: sql.ref(`n.${sortKey}`), direction },
    { by: sql`n.namespace`, direction },
  ]
  let query = db.selectFrom('image.metadef_namespace as n')
  if (!seenBy.seesAll)
    query = query.where(sql<boolean>`(n.visibility = 'public' or coalesce(n.project_id = ${seenBy.projectId}, false))`)
  if (visibility !== undefined) query = query.where('n.visibility', '=', visibility)
  if (resourceTypes)
    query = query.where(sql<boolean>`exists (select from image.metadef_part p
      where p.namespace = n.namespace and p.kind = 'resource_type' and p.name = any(${resourceTypes}::text[]))`)
  if (marker !== undefined)
    query = query.where(
      afterMarker(sort, (by) => sql`(select ${by} from image.metadef_namespace n where n.namespace = ${marker})`),
    )
  return query.orderBy(orderOf(sort)).limit(limit).selectAll('n').execute()
}

/** The namespace of this name, whoever may see it. */
export const findNamespace = (db: Db, namespace: string): Promise<NamespaceRow | undefined> =>
  db.selectFrom('image.metadef_namespace').selectAll().where('namespace', '=', namespace).executeTakeFirst()

/** Adds a namespace; undefined when its name is taken. */
export const insertNamespace = (db: Db, namespace: NamespaceInsert): Promise<NamespaceRow | undefined> =>
  db
    .insertInto('image.metadef_namespace')
    .values(namespace)
    .onConflict((taken) => taken.doNothing())
    .returningAll()
    .executeTakeFirst()

/** Changes a namespace, its name too, which must not be taken; undefined when it is gone. */
export const updateNamespace = (
  db: Db,
  namespace: string,
  change: Updateable<DB['image.metadef_namespace']> & { namespace: string },
): Promise<NamespaceRow | undefined> =>
  unlessTaken(
    `namespace ${change.namespace}`,
    db
      .updateTable('image.metadef_namespace')
      .set({ ...change, updated_at: sql`now()` })
      .where('namespace', '=', namespace)
      .returningAll()
      .executeTakeFirst(),
  )

/** The outcome of a write, or a conflict where the new name is somebody else's. */
async function unlessTaken<Row>(what: string, write: Promise<Row>): Promise<Row> {
  return write.catch((error: unknown) => {
    if ((error as { code?: string }).code === '23505')
      throw conflict(`There is a metadata ${what} already.`, 'Choose another name.')
    throw error
  })
}

/** Removes a namespace with its parts, unless it is protected; false when it stays or is gone already. */
export async function deleteNamespace(db: Db, namespace: string): Promise<boolean> {
  const { numDeletedRows } = await db
    .deleteFrom('image.metadef_namespace')
    .where('namespace', '=', namespace)
    .where('protected', '=', false)
    .executeTakeFirst()
  return numDeletedRows === 1n
}

const asPart = (row: Omit<PartRow, 'body'> & { body: unknown }): PartRow => row as PartRow

/** The parts of a kind that these namespaces have, in the order in which they came. */
export async function listParts(db: Db, namespaces: readonly string[], kind: PartKind): Promise<PartRow[]> {
  const rows = await db
    .selectFrom('image.metadef_part')
    .selectAll()
    .where('namespace', '=', sql<string>`any(${namespaces}::text[])`)
    .where('kind', '=', kind)
    .orderBy('id')
    .execute()
  return rows.map(asPart)
}

/** One part of a namespace. */
export async function findPart(db: Db, namespace: string, kind: PartKind, name: string): Promise<PartRow | undefined> {
  const row = await db
    .selectFrom('image.metadef_part')
    .selectAll()
    .where('namespace', '=', namespace)
    .where('kind', '=', kind)
    .where('name', '=', name)
    .executeTakeFirst()
  return row && asPart(row)
}

/** Adds a part; undefined when the namespace has one of this name. */
export async function insertPart(
  db: Db,
  namespace: string,
  kind: PartKind,
  { name, body }: Part,
): Promise<PartRow | undefined> {
  const row = await db
    .insertInto('image.metadef_part')
    .values({ namespace, kind, name, body: JSON.stringify(body) })
    .onConflict((taken) => taken.columns(['namespace', 'kind', 'name']).doNothing())
    .returningAll()
    .executeTakeFirst()
  if (row && kind === 'resource_type')
    await db
      .insertInto('image.metadef_resource_type')
      .values({ name })
      .onConflict((taken) => taken.doNothing())
      .execute()
  return row && asPart(row)
}

/** Puts another part in the place of one, whose name may change to one that is not taken; undefined when there is none. */
export async function replacePart(
  db: Db,
  namespace: string,
  kind: PartKind,
  old: string,
  { name, body }: Part,
): Promise<PartRow | undefined> {
  const row = await unlessTaken(
    `${kind} ${name} in namespace ${namespace}`,
    db
      .updateTable('image.metadef_part')
      .set({ name, body: JSON.stringify(body), updated_at: sql`now()` })
      .where('namespace', '=', namespace)
      .where('kind', '=', kind)
      .where('name', '=', old)
      .returningAll()
      .executeTakeFirst(),
  )
  return row && asPart(row)
}

/** Removes one part of a namespace, or all of a kind; tells how many. */
export async function deleteParts(db: Db, namespace: string, kind: PartKind, name?: string): Promise<number> {
  let query = db.deleteFrom('image.metadef_part').where('namespace', '=', namespace).where('kind', '=', kind)
  if (name !== undefined) query = query.where('name', '=', name)
  const { numDeletedRows } = await query.executeTakeFirst()
  return Number(numDeletedRows)
}

/** Every resource type that a namespace has ever been for, and those that OpenStack has. */
export const listResourceTypes = (db: Db): Promise<Selectable<DB['image.metadef_resource_type']>[]> =>
  db.selectFrom('image.metadef_resource_type').selectAll().orderBy('name').execute()
