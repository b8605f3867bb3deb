import { sql } from 'kysely'
import type { Db } from '#platform/db/database'
import type { ActionKey } from './server-action-store.ts'

/** How far an action is; the fault is the newest that its flow has left, null when something stronger has preempted it. */
export type ActionOutcome = 'under way' | 'done' | { failure: { code: number; message: string } | null }

/** What has become of an action: it has ended when its job has. */
export async function outcomeOfAction(db: Db, { serverId, requestId }: ActionKey): Promise<ActionOutcome> {
  const { rows } = await sql<{ ended: boolean; failed: boolean; code: number | null; message: string | null }>`
    select exists (
        select from platform.job w
        where w.subject_id = ${serverId}::text and w.request_id = ${requestId} and w.finished_at is not null) as ended,
      exists (
        select from compute.instance_action a
        where a.server_id = ${serverId} and a.request_id = ${requestId} and a.message is not null) as failed,
      f.code, f.message
    from (select) as one left join lateral (
      select code, message from compute.server_fault
      where server_id = ${serverId} and request_id = ${requestId} order by id desc limit 1) f on true
  `.execute(db)
  const { ended, failed, code, message } = rows[0]!
  if (!ended) return 'under way'
  if (!failed) return 'done'
  return { failure: code === null || message === null ? null : { code, message } }
}
