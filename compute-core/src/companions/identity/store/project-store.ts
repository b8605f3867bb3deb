import { sql, type Insertable, type Selectable, type Updateable } from 'kysely'
import type { Db, DB } from '#platform/db/database'
import { orDuplicate } from './constraint.ts'
import { deleteTokensOfProject } from './token-store.ts'

export type ProjectRow = Selectable<DB['identity.project']>

export interface ProjectFilter {
  name?: string | undefined
  domainId?: string | undefined
  parentId?: string | undefined
  enabled?: boolean | undefined
  tags?: readonly string[] | undefined
  /** Only those where this user holds a role. */
  userId?: string | undefined
}

/** The project of this id. */
export const findProject = (db: Db, id: string): Promise<ProjectRow | undefined> =>
  db.selectFrom('identity.project').selectAll().where('id', '=', id).executeTakeFirst()

/** The project of this name in the domain of this id or name. */
export const findProjectNamed = (
  db: Db,
  name: string,
  domain: { id?: string | undefined; name?: string | undefined },
): Promise<ProjectRow | undefined> =>
  db
    .selectFrom('identity.project as p')
    .innerJoin('identity.domain as d', 'd.id', 'p.domain_id')
    .selectAll('p')
    .where('p.name', '=', name)
    .where(domain.id === undefined ? 'd.name' : 'd.id', '=', domain.id ?? domain.name ?? '')
    .executeTakeFirst()

/** Projects that match, by name. */
export function listProjects(db: Db, filter: ProjectFilter): Promise<ProjectRow[]> {
  let query = db.selectFrom('identity.project as p').selectAll('p').orderBy('p.name').orderBy('p.id')
  if (filter.name !== undefined) query = query.where('p.name', '=', filter.name)
  if (filter.domainId !== undefined) query = query.where('p.domain_id', '=', filter.domainId)
  if (filter.parentId !== undefined) query = query.where('p.parent_id', '=', filter.parentId)
  if (filter.enabled !== undefined) query = query.where('p.enabled', '=', filter.enabled)
  if (filter.tags !== undefined) query = query.where(sql<boolean>`p.tags @> ${filter.tags}::text[]`)
  const { userId } = filter
  if (userId !== undefined)
    query = query.where(({ exists, selectFrom }) =>
      exists(
        selectFrom('identity.role_assignment as a')
          .select('a.role_id')
          .whereRef('a.project_id', '=', 'p.id')
          .where('a.user_id', '=', userId),
      ),
    )
  return query.execute()
}

/** Adds a project; a name taken in its domain is a conflict. */
export const insertProject = (db: Db, project: Insertable<DB['identity.project']>): Promise<ProjectRow> =>
  orDuplicate(
    db.insertInto('identity.project').values(project).returningAll().executeTakeFirstOrThrow(),
    'project',
    project.name,
  )

/** Changes a project; disabling it revokes its tokens at once. */
export async function updateProject(
  db: Db,
  id: string,
  change: Updateable<DB['identity.project']>,
): Promise<ProjectRow | undefined> {
  if (Object.keys(change).length === 0) return findProject(db, id)
  return db.transaction().execute(async (tx) => {
    const update = tx.updateTable('identity.project').set(change).where('id', '=', id).returningAll().executeTakeFirst()
    const project = await orDuplicate(update, 'project', change.name ?? '')
    if (change.enabled === false) await deleteTokensOfProject(tx, id)
    return project
  })
}

/** Removes a project with its grants and tokens; false when there is none. */
export async function deleteProject(db: Db, id: string): Promise<boolean> {
  const { numDeletedRows } = await db.deleteFrom('identity.project').where('id', '=', id).executeTakeFirst()
  return numDeletedRows === 1n
}
