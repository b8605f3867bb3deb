import { sql } from 'kysely'
import type { Db } from '#platform/db/database'
import { isInOffice } from '#platform/process/control-process'

/** DBOS's own queue, which every process that carries flows takes from. */
const queue = '_dbos_internal_queue'

/**
 * Puts the workflows that processes which are gone have left into DBOS's queue, as DBOS does at its start with those of its own executor: each is
 * without an owner from then on, and whoever takes it first goes on with it. Says how many. `to` has its own, which are never meant.
 */
export async function handOn(db: Db, { to, version }: { to: string; version: string }): Promise<number> {
  const { numAffectedRows } = await sql`
    update dbos.workflow_status set
      status = 'ENQUEUED', owner_xid = null, started_at_epoch_ms = null, queue_name = coalesce(queue_name, ${queue}),
      updated_at = (extract(epoch from now()) * 1000)::bigint
    where status = 'PENDING' and application_version = ${version} and executor_id <> ${to}
      and not exists (select from platform.control_process p where p.id::text = executor_id and ${isInOffice})
  `.execute(db)
  return Number(numAffectedRows ?? 0n)
}
