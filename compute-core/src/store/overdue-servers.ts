import { sql } from 'kysely'
import type { Db } from '#platform/db/database'
import type { ImageId, ServerId } from '#platform/ids'

/** Servers whose resize has waited for `windowSeconds` to be confirmed or reverted, on hosts heard of within `downAfterSeconds`. */
export async function resizesToConfirm(
  db: Db,
  windowSeconds: number,
  downAfterSeconds: number,
): Promise<readonly ServerId[]> {
  const { rows } = await sql<{ id: ServerId }>`
    select s.id from compute.server s join compute.host h on h.id = s.host_id
    where s.vm_state = 'resized' and s.task_state is null and s.deleted_at is null
      and s.resized_at <= now() - ${windowSeconds} * interval '1 second'
      and not h.forced_down and h.last_seen_at > now() - ${downAfterSeconds} * interval '1 second'
      and exists (select from compute.migration m where m.server_id = s.id and m.status = 'finished')`.execute(db)
  return rows.map(({ id }) => id)
}

/** Servers at rest that were soft-deleted at least `seconds` ago. */
export async function softDeletedFor(db: Db, seconds: number): Promise<readonly ServerId[]> {
  const { rows } = await sql<{ id: ServerId }>`
    select id from compute.server
    where vm_state = 'soft-delete' and task_state is null and deleted_at is null
      and soft_deleted_at <= now() - ${seconds} * interval '1 second'`.execute(db)
  return rows.map(({ id }) => id)
}

/** Servers on the shelf for at least `seconds` that still have their host, and were written last at least `restSeconds` ago. */
export async function shelvedFor(db: Db, seconds: number, restSeconds: number): Promise<readonly ServerId[]> {
  const { rows } = await sql<{ id: ServerId }>`
    select id from compute.server
    where vm_state = 'shelved' and task_state is null and deleted_at is null
      and shelved_at <= now() - ${seconds} * interval '1 second'
      and updated_at <= now() - ${restSeconds} * interval '1 second'`.execute(db)
  return rows.map(({ id }) => id)
}

/** The images of servers that are back from the shelf, or deleted. */
export async function spentShelvedImages(db: Db): Promise<ReadonlyArray<{ serverId: ServerId; imageId: ImageId }>> {
  // Without a host its image is all that there is of a server, whatever state somebody has put it in.
  const { rows } = await sql<{ serverId: ServerId; imageId: ImageId }>`
    select id as "serverId", shelved_image_id as "imageId" from compute.server
    where shelved_image_id is not null
      and (deleted_at is not null or (vm_state = 'active' and task_state is null and host_id is not null))`.execute(db)
  return rows
}

/** Forgets the image of a server that was shelved, unless it has another one by now. */
export async function forgetShelvedImage(db: Db, serverId: ServerId, imageId: ImageId): Promise<void> {
  await db
    .updateTable('compute.server')
    .set({ shelved_image_id: null })
    .where('id', '=', serverId)
    .where('shelved_image_id', '=', imageId)
    .execute()
}
