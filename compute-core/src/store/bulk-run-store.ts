import { sql } from 'kysely'
import type { Db } from '#platform/db/database'
import { isUuid, newRequestId, type RequestId, type ServerId } from '#platform/ids'

/** One action asked of many servers, by whom and with which right. */
export interface BulkRun {
  id: string
  userId: string
  /** Null for one that was asked for the system as a whole. */
  projectId: string | null
  applicationCredentialId: string | null
  trustId: string | null
  clientAddress: string | null
  requestId: string
  action: string
  /** The body of each request; null for a delete. */
  body: Record<string, unknown> | null
  version: string
  createdAt: Date
  updatedAt: Date
  /** When nothing more was to be sent; null until then. */
  finishedAt: Date | null
}

export type NewBulkRun = Omit<BulkRun, 'createdAt' | 'updatedAt' | 'finishedAt'>

/** A server that has not been asked yet, or of which the answer is not known. */
export interface OpenBulkItem {
  position: number
  serverId: ServerId
  requestId: RequestId
  /** Its request has begun the action: there is a record of it. */
  isGiven: boolean
  /** A process has begun to send it and has not written down what came of that. */
  wasBeingSent: boolean
}

/** What came of one server's request. */
export interface BulkAnswer {
  state: 'accepted' | 'refused' | 'not-sent'
  status: number | null
  message: string | null
}

/** Writes a run with its servers, each with the id of the request to come. */
export async function insertBulkRun(trx: Db, run: NewBulkRun, servers: readonly string[]): Promise<void> {
  await trx
    .insertInto('compute.bulk_run')
    .values({
      id: run.id,
      user_id: run.userId,
      project_id: run.projectId,
      application_credential_id: run.applicationCredentialId,
      trust_id: run.trustId,
      client_address: run.clientAddress,
      request_id: run.requestId,
      action: run.action,
      body: run.body === null ? null : JSON.stringify(run.body),
      version: run.version,
    })
    .execute()
  const requests = servers.map(() => newRequestId())
  await sql`
    insert into compute.bulk_item (run_id, position, server_id, request_id)
    select ${run.id}::uuid, item.position, item.server_id, item.request_id
    from unnest(${servers}::uuid[], ${requests}::text[]) with ordinality as item (server_id, request_id, position)
  `.execute(trx)
}

const columns = [
  'id',
  'user_id as userId',
  'project_id as projectId',
  'application_credential_id as applicationCredentialId',
  'trust_id as trustId',
  'client_address as clientAddress',
  'request_id as requestId',
  'action',
  'body',
  'version',
  'created_at as createdAt',
  'updated_at as updatedAt',
  'finished_at as finishedAt',
] as const

/** The run of this id. */
export const findBulkRun = async (db: Db, id: string): Promise<BulkRun | undefined> =>
  isUuid(id)
    ? db.selectFrom('compute.bulk_run').select(columns).where('id', '=', id).$castTo<BulkRun>().executeTakeFirst()
    : undefined

/** The next servers of a run that have had no answer yet. */
export async function openBulkItems(db: Db, runId: string, limit: number): Promise<OpenBulkItem[]> {
  const { rows } = await sql<OpenBulkItem>`
    select i.position, i.server_id as "serverId", i.request_id as "requestId", i.state = 'sending' as "wasBeingSent",
      exists (
        select from compute.instance_action a where a.server_id = i.server_id and a.request_id = i.request_id) as "isGiven"
    from compute.bulk_item i where i.run_id = ${runId} and i.state in ('waiting', 'sending')
    order by i.position limit ${limit}`.execute(db)
  return rows
}

/** Writes, before a request is sent, that it is. */
export async function markSending(db: Db, runId: string, position: number): Promise<void> {
  await db
    .updateTable('compute.bulk_item')
    .set({ state: 'sending', sent_at: sql<Date>`now()` })
    .where('run_id', '=', runId)
    .where('position', '=', position)
    .execute()
}

/** Writes that a request was put off by the API and is to be sent again. */
export async function putBack(db: Db, runId: string, position: number): Promise<void> {
  await db
    .updateTable('compute.bulk_item')
    .set({ state: 'waiting', sent_at: null })
    .where('run_id', '=', runId)
    .where('position', '=', position)
    .execute()
}

/** Writes what came of a request. */
export async function answerItem(db: Db, runId: string, position: number, answer: BulkAnswer): Promise<void> {
  await db
    .updateTable('compute.bulk_item')
    .set({ ...answer })
    .where('run_id', '=', runId)
    .where('position', '=', position)
    .execute()
}

/** Says of all servers of a run that have had no answer that they will not be asked, and why; what was given stays given. */
export async function endOpenItems(db: Db, runId: string, message: string): Promise<void> {
  await sql`
    update compute.bulk_item i
    set state = case when given.it then 'accepted' else 'not-sent' end, message = case when given.it then null else ${message} end,
      status = case when given.it then 202 end
    from (
      select o.position, exists (
        select from compute.instance_action a where a.server_id = o.server_id and a.request_id = o.request_id) as it
      from compute.bulk_item o where o.run_id = ${runId} and o.state in ('waiting', 'sending')) given
    where i.run_id = ${runId} and i.position = given.position`.execute(db)
}

/** Wakes whoever watches a run. */
export async function touchBulkRun(db: Db, runId: string): Promise<void> {
  await db
    .updateTable('compute.bulk_run')
    .set({ updated_at: sql<Date>`now()` })
    .where('id', '=', runId)
    .execute()
}

/** Writes that nothing more is to be sent. */
export async function finishBulkRun(db: Db, runId: string): Promise<void> {
  await db
    .updateTable('compute.bulk_run')
    .set({ finished_at: sql<Date>`coalesce(finished_at, now())`, updated_at: sql<Date>`now()` })
    .where('id', '=', runId)
    .execute()
}

/** Forgets runs that ended longer ago than `olderThanMs`. */
export async function pruneBulkRuns(db: Db, olderThanMs: number): Promise<void> {
  await db
    .deleteFrom('compute.bulk_run')
    .where('finished_at', '<', sql<Date>`now() - ${olderThanMs} * interval '1 millisecond'`)
    .execute()
}
