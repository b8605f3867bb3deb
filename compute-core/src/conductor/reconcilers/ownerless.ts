import { sql } from 'kysely'
import type { Db } from '#platform/db/database'
import type { ServerId } from '#platform/ids'

/**
 * Those of `ids` that are servers of ours which hold nothing any more: deleted, or failed to build (not on the shelf), and at rest for longer than a report
 * takes to come round, so that what has just been taken away is not looked for. An id that we do not know
 * is not ours to clear away: it may be another cloud's, or an older database's.
 */
export async function ownerless(db: Db, ids: readonly ServerId[]): Promise<ReadonlySet<ServerId>> {
  if (ids.length === 0) return new Set()
  const rows = await db
    .selectFrom('compute.server as server')
    .select('server.id')
    .where(sql<boolean>`server.id = any(${ids}::uuid[])`)
    .where('server.updated_at', '<', sql<Date>`now() - interval '15 seconds'`)
    .where((is) =>
      is.or([
        is('server.deleted_at', 'is not', null),
        is.and([
          is('server.host_id', 'is', null),
          is('server.task_state', 'is', null),
          is('server.vm_state', '=', 'error'),
          is('server.shelved_image_id', 'is', null),
        ]),
      ]),
    )
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('platform.wish as wish')
            .select('wish.id')
            .whereRef('wish.subject_id', '=', ({ cast }) => cast<string>('server.id', 'text'))
            .where('wish.finished_at', 'is', null),
        ),
      ),
    )
    .execute()
  return new Set(rows.map(({ id }) => id as ServerId))
}
