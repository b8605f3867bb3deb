import { sql } from 'kysely'
import type { Database, Db } from '#platform/db/database'
import { conflict, notFound, overQuota } from '#platform/errors'
import { isUuid } from '#platform/ids'

/** A request for servers that a project keeps under a name. */
export interface ServerTemplate {
  id: string
  projectId: string
  /** Who made it. */
  userId: string
  name: string
  /** The body of `POST /servers`, or a part of it. */
  request: Record<string, unknown>
  revision: number
  createdAt: Date
  updatedAt: Date
}

export type ServerTemplateRow = Omit<ServerTemplate, 'request'>

const rowColumns = [
  'id',
  'project_id as projectId',
  'user_id as userId',
  'name',
  'revision',
  'created_at as createdAt',
  'updated_at as updatedAt',
] as const

/** A project's templates by name, without their requests. */
export const listServerTemplates = (db: Db, projectId: string): Promise<ServerTemplateRow[]> =>
  db
    .selectFrom('compute.server_template')
    .select(rowColumns)
    .where('project_id', '=', projectId)
    .orderBy(sql`lower(name)`)
    .orderBy('name')
    .execute()

/** The template of this id. */
export const findServerTemplate = async (db: Db, id: string): Promise<ServerTemplate | undefined> =>
  isUuid(id)
    ? db
        .selectFrom('compute.server_template')
        .select([...rowColumns, 'request'])
        .where('id', '=', id)
        .$castTo<ServerTemplate>()
        .executeTakeFirst()
    : undefined

type NewTemplate = Pick<ServerTemplate, 'id' | 'projectId' | 'userId' | 'name' | 'request'>

/** Adds a template; a taken name is a conflict, and many at once never make more than `limit` in a project. */
export async function insertServerTemplate(db: Database, template: NewTemplate, limit: number): Promise<void> {
  await db.transaction().execute(async (trx) => {
    await sql`select pg_advisory_xact_lock(hashtextextended(${`server-templates ${template.projectId}`}, 0))`.execute(
      trx,
    )
    await refuseTaken(trx, template)
    const { count } = await trx
      .selectFrom('compute.server_template')
      .select((is) => is.fn.countAll<number>().as('count'))
      .where('project_id', '=', template.projectId)
      .executeTakeFirstOrThrow()
    if (Number(count) >= limit)
      throw overQuota(
        `The project has ${count} server templates, and that is as many as it can have. Delete one that nobody uses, or overwrite it.`,
      )
    await trx
      .insertInto('compute.server_template')
      .values({
        id: template.id,
        project_id: template.projectId,
        user_id: template.userId,
        name: template.name,
        request: JSON.stringify(template.request),
      })
      .execute()
  })
}

interface TemplateChanges {
  name?: string | undefined
  request?: Record<string, unknown> | undefined
  /** The revision that was seen; absent where whatever is there is overwritten. */
  revision?: number | undefined
}

/** Changes a template; a taken name is a conflict, and so is a template that was changed since it was seen. */
export async function updateServerTemplate(
  db: Database,
  { id, projectId, name: nameBefore }: ServerTemplateRow,
  { name, request, revision }: TemplateChanges,
): Promise<void> {
  await db.transaction().execute(async (trx) => {
    await sql`select pg_advisory_xact_lock(hashtextextended(${`server-templates ${projectId}`}, 0))`.execute(trx)
    if (name !== undefined) await refuseTaken(trx, { id, projectId, name })
    const { numUpdatedRows } = await trx
      .updateTable('compute.server_template')
      .set({
        ...(name !== undefined && { name }),
        ...(request && { request: JSON.stringify(request) }),
        revision: sql<number>`revision + 1`,
        updated_at: sql<Date>`now()`,
      })
      .where('id', '=', id)
      .$if(revision !== undefined, (query) => query.where('revision', '=', revision!))
      .executeTakeFirstOrThrow()
    if (numUpdatedRows > 0n) return
    if (!(await findServerTemplate(trx, id))) throw notFound('Server template', id)
    throw conflict(
      `The template ${nameBefore} was changed by somebody else meanwhile.`,
      'Look at what it has become, and send the revision that you have seen, or none to overwrite whatever is there.',
    )
  })
}

async function refuseTaken(trx: Db, { id, projectId, name }: Pick<NewTemplate, 'id' | 'projectId' | 'name'>) {
  const taken = await trx
    .selectFrom('compute.server_template')
    .select('id')
    .where('project_id', '=', projectId)
    .where('name', '=', name)
    .where('id', '!=', id)
    .executeTakeFirst()
  if (taken)
    throw conflict(
      `The project has a template named ${name} already: ${taken.id}.`,
      'Choose another name, or overwrite that one.',
    )
}

/** Deletes a template; servers that were made from it stay as they are. */
export const deleteServerTemplate = async (db: Db, id: string): Promise<void> => {
  await db.deleteFrom('compute.server_template').where('id', '=', id).execute()
}
