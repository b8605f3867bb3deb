import type { Db } from '#platform/db/database'
import { CloudError, notFound } from '#platform/errors'
import type { FlavorId } from '#platform/ids'

/** The projects that were given a private flavor. */
export async function flavorAccess(db: Db, id: FlavorId): Promise<string[]> {
  const rows = await db
    .selectFrom('compute.flavor_access')
    .select('project_id')
    .where('flavor_id', '=', id)
    .orderBy('project_id')
    .execute()
  return rows.map((row) => row.project_id)
}

/** Gives a project a private flavor; a conflict when it has it already. */
export async function grantFlavor(db: Db, id: FlavorId, projectId: string): Promise<void> {
  const added = await db
    .insertInto('compute.flavor_access')
    .values({ flavor_id: id, project_id: projectId })
    .onConflict((on) => on.doNothing())
    .executeTakeFirst()
  if (added.numInsertedOrUpdatedRows !== 1n)
    throw new CloudError({ kind: 'conflict', message: `Project ${projectId} already has flavor ${id}.`, hint: '' })
}

/** Takes a private flavor from a project; a 404 when it did not have it. */
export async function revokeFlavor(db: Db, id: FlavorId, projectId: string): Promise<void> {
  const gone = await db
    .deleteFrom('compute.flavor_access')
    .where('flavor_id', '=', id)
    .where('project_id', '=', projectId)
    .executeTakeFirst()
  if (gone.numDeletedRows !== 1n) throw notFound(`Access to flavor ${id} for project`, projectId)
}
