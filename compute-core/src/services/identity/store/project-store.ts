import { type Insertable, type RawBuilder, type Selectable, sql, type Updateable } from 'kysely'
import { forbidden, invalid, notFound } from '#platform/errors'
import type { Database, Db, DB } from '#platform/db/database'
import type { Condition } from '../domain/list-filter.ts'
import { assertMutable, changedAttributes, type MoreAttributes, newAttributes } from './attributes.ts'
import { orDuplicate } from './constraint.ts'
import { isDomainNamed } from './domain-store.ts'
import { matching } from './matching.ts'
import { deleteTokensOfProject } from './token-store.ts'

export type ProjectRow = Selectable<DB['identity.project']>

/** The tags by which projects are narrowed. */
export interface TagFilter {
  /** With all of these tags. */
  tags?: readonly string[] | undefined
  /** With any of them. */
  tagsAny?: readonly string[] | undefined
  /** Without all of them together. */
  notTags?: readonly string[] | undefined
  /** Without any of them. */
  notTagsAny?: readonly string[] | undefined
}

/** The project of this id. */
export const findProject = (db: Db, id: string): Promise<ProjectRow | undefined> =>
  db.selectFrom('identity.project').selectAll().where('id', '=', id).executeTakeFirst()

/** The project of this name, in whatever case, in the domain of this id or name. */
export const findProjectNamed = (
  db: Db,
  name: string,
  domain: { id?: string | undefined; name?: string | undefined },
): Promise<ProjectRow | undefined> =>
  db
    .selectFrom('identity.project as p')
    .innerJoin('identity.domain as d', 'd.id', 'p.domain_id')
    .selectAll('p')
    .where(sql<boolean>`lower(p.name) = lower(${name})`)
    .where(isDomainNamed('d', domain))
    // Of names that differ in case alone, from before they were compared so, the one that is meant to the letter.
    .orderBy(sql`p.name = ${name} desc, d.name = ${domain.name ?? ''} desc, p.id`)
    .executeTakeFirst()

/** The projects in which this user holds a role, by name. */
export const listProjectsOfUser = (
  db: Db,
  userId: string,
  conditions: readonly Condition[] = [],
): Promise<ProjectRow[]> =>
  db
    .selectFrom('identity.project as p')
    .selectAll('p')
    .where(matching('p', conditions))
    .where(isReachedBy(userId))
    .orderBy('p.name')
    .orderBy('p.id')
    .execute()

/** That this user holds a role in a project `p`, through a group too. */
export const isReachedBy = (userId: string) =>
  sql<boolean>`exists (select from identity.user_grant a where a.project_id = p.id and a.user_id = ${userId})`

/** The conditions that the tags of a project `p` are as they are asked for. */
export const tagConditions = ({ tags, tagsAny, notTags, notTagsAny }: TagFilter): RawBuilder<boolean>[] => [
  ...(tags ? [sql<boolean>`p.tags @> ${tags}::text[]`] : []),
  ...(tagsAny ? [sql<boolean>`p.tags && ${tagsAny}::text[]`] : []),
  ...(notTags ? [sql<boolean>`not p.tags @> ${notTags}::text[]`] : []),
  ...(notTagsAny ? [sql<boolean>`not p.tags && ${notTagsAny}::text[]`] : []),
]

/** The projects above a project, the nearest first; its domain is none of them. */
export async function listParents(db: Db, id: string): Promise<ProjectRow[]> {
  const { rows } = await sql<ProjectRow>`
    with recursive above as (
      select p.*, 1 as level from identity.project c join identity.project p on p.id = c.parent_id where c.id = ${id}
      union all
      select p.*, level + 1 from above a join identity.project p on p.id = a.parent_id
    )
    select * from above order by level`.execute(db)
  return rows.map(withoutLevel)
}

/** All projects below a project, those of one level before those of the next. */
export async function listSubtree(db: Db, id: string): Promise<ProjectRow[]> {
  const { rows } = await sql<ProjectRow>`
    with recursive below as (
      select p.*, 1 as level from identity.project p where p.parent_id = ${id}
      union all
      select p.*, level + 1 from below b join identity.project p on p.parent_id = b.id
    )
    select * from below order by level, name`.execute(db)
  return rows.map(withoutLevel)
}

function withoutLevel(row: ProjectRow): ProjectRow {
  const { level: _, ...project } = row as ProjectRow & { level: unknown }
  return project
}

/** [DEFAULT]max_project_tree_depth: how many projects stand one below the other. */
const maxDepth = 5

/** Adds a project; a name taken in its domain is a conflict. Its parent is its domain, or an enabled project of it that is not too deep. */
export const insertProject = (
  db: Db,
  { extra, options, ...project }: Omit<Insertable<DB['identity.project']>, 'extra' | 'options'> & MoreAttributes,
): Promise<ProjectRow> =>
  orDuplicate(
    db
      .insertInto('identity.project')
      .values({ ...project, ...newAttributes({ extra, options }) })
      .returningAll()
      .executeTakeFirstOrThrow(),
    'project',
    project.name,
  )

/** Adds a project below another one, which must not go meanwhile. */
export const insertSubProject = (
  db: Database,
  project: Parameters<typeof insertProject>[1] & { parent_id: string },
): Promise<ProjectRow> =>
  db.transaction().execute(async (tx) => {
    const { parent_id: parentId } = project
    await lockTree(tx)
    const parent = await findProject(tx, parentId)
    if (!parent) throw notFound('Project', parentId)
    if (parent.domain_id !== project.domain_id)
      throw invalid(
        'A project is in the domain of its parent. Leave domain_id out, or give that one.',
        'project.domain_id',
      )
    const above = [parent, ...(await listParents(tx, parentId))]
    if (above.some(({ enabled }) => !enabled)) throw forbidden(`Project ${parentId} is disabled. Enable it first.`)
    if (above.length >= maxDepth)
      throw forbidden(`Projects stand at most ${maxDepth} deep. Create it below another project.`)
    return insertProject(tx, project)
  })

// What is asked of a tree must still hold when it is acted on: trees change one at a time.
const lockTree = (tx: Db) => sql`select pg_advisory_xact_lock(hashtextextended('identity.project tree', 0))`.execute(tx)

/** Changes a project; disabling it revokes its tokens at once. An enabled project has no disabled one above it. */
export async function updateProject(
  db: Database,
  id: string,
  change: Omit<Updateable<DB['identity.project']>, 'extra' | 'options'> & MoreAttributes,
): Promise<ProjectRow | undefined> {
  const { extra, options, ...columns } = change
  const set = { ...columns, ...changedAttributes({ extra, options }) }
  if (Object.keys(set).length === 0) return findProject(db, id)
  return db.transaction().execute(async (tx) => {
    if (columns.enabled !== undefined) await assertTreeAllows(tx, id, columns.enabled)
    await assertMutable(tx, 'project', id, change)
    const update = tx.updateTable('identity.project').set(set).where('id', '=', id).returningAll().executeTakeFirst()
    const project = await orDuplicate(update, 'project', columns.name ?? '')
    if (columns.enabled === false) await deleteTokensOfProject(tx, id)
    return project
  })
}

async function assertTreeAllows(tx: Db, id: string, enabled: boolean): Promise<void> {
  await lockTree(tx)
  const others = enabled ? await listParents(tx, id) : await listSubtree(tx, id)
  const other = others.find((project) => project.enabled !== enabled)
  if (!other) return
  throw forbidden(
    enabled
      ? `Project ${other.id}, above it, is disabled. Enable that one first.`
      : `Project ${other.id}, below it, is enabled. Disable that one first.`,
  )
}

/** Removes a project with its grants and tokens; false when there is none. One with projects below it is refused. */
export const deleteProject = (db: Database, id: string): Promise<boolean> =>
  db.transaction().execute(async (tx) => {
    await lockTree(tx)
    await assertMutable(tx, 'project', id)
    if ((await listSubtree(tx, id)).length > 0)
      throw forbidden(`Project ${id} has projects below it. Delete those first.`)
    const { numDeletedRows } = await tx.deleteFrom('identity.project').where('id', '=', id).executeTakeFirst()
    return numDeletedRows === 1n
  })

const maxTags = 80

/** Gives a project a tag, once; false when there is no such project or no room for another tag. */
export const addTag = (db: Database, id: string, tag: string): Promise<boolean> =>
  db.transaction().execute(async (tx) => {
    await assertMutable(tx, 'project', id)
    const { numUpdatedRows } = await tx
      .updateTable('identity.project')
      .set({ tags: sql`case when ${tag} = any(tags) then tags else array_append(tags, ${tag}) end` })
      .where('id', '=', id)
      .where(sql<boolean>`(${tag} = any(tags) or cardinality(tags) < ${maxTags})`)
      .executeTakeFirst()
    return numUpdatedRows === 1n
  })

/** Takes a tag from a project; false when it has none such. */
export const removeTag = (db: Database, id: string, tag: string): Promise<boolean> =>
  db.transaction().execute(async (tx) => {
    await assertMutable(tx, 'project', id)
    const { numUpdatedRows } = await tx
      .updateTable('identity.project')
      .set({ tags: sql`array_remove(tags, ${tag})` })
      .where('id', '=', id)
      .where(sql<boolean>`${tag} = any(tags)`)
      .executeTakeFirst()
    return numUpdatedRows === 1n
  })
