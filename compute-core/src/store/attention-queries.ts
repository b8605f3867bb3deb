import { sql } from 'kysely'
import type { Db } from '#platform/db/database'
import type { ServerCondition } from './server-queries.ts'

/** Why a server needs somebody. */
export type AttentionKind = 'error' | 'resized' | 'soft-deleted'

/** A server that needs somebody. */
export interface ServerInNeed {
  id: string
  name: string
  projectId: string
  kind: AttentionKind
  /** The newest fault of one in error. */
  reason: string | null
  since: Date
  /** How many there are of this kind. */
  total: number
}

/** The servers under `conditions` that need somebody: `limit` of each kind, and how many there are: one query. Errors are the newest first, what waits for something the most urgent. */
export async function serversInNeed(
  db: Db,
  conditions: readonly ServerCondition[],
  limit: number,
): Promise<ServerInNeed[]> {
  const { rows } = await sql<ServerInNeed>`
    with found as (
      select server.id, server.name, server.project_id,
        case server.vm_state when 'error' then 'error' when 'resized' then 'resized' else 'soft-deleted' end as kind,
        coalesce(case server.vm_state when 'resized' then server.resized_at when 'soft-delete' then server.soft_deleted_at end,
          server.updated_at) as since
      from compute.server server
      where ${sql.join([sql`server.deleted_at is null`, ...conditions], sql` and `)}
        and server.vm_state in ('error', 'resized', 'soft-delete')
        and (server.task_state is null or server.vm_state = 'error')
    ), ranked as (
      select *, count(*) over (partition by kind) as total, row_number() over (
        partition by kind order by case when kind = 'error' then since end desc, since, id) as place
      from found
    )
    select ranked.id, name, project_id as "projectId", kind, coalesce(fault.at, since) as since, total::int as total, fault.message as reason
    from ranked left join lateral (
      select f.message, f.created_at as at from compute.server_fault f
      where kind = 'error' and f.server_id = ranked.id order by f.id desc limit 1) fault on true
    where place <= ${limit}
    order by array_position(array['error', 'resized', 'soft-deleted'], kind), place`.execute(db)
  return rows
}
