import { sql } from 'kysely'
import type { Database, Db } from '#platform/db/database'
import { conflict, notFound } from '#platform/errors'
import { forgetHostState } from '#platform/host-state/host-state'
import type { HostId } from '#platform/ids'
import { forgetHostIdentity } from './host-identity-store.ts'
import { endedStatuses } from './migration-store.ts'

/**
 * Forgets a host on which nothing is and to or from which nothing moves, after `also`, in the same transaction: as what it has joined and what it
 * had to know as well; deleted servers forget where they were. Throws `not-found` where somebody else has just forgotten it.
 */
export async function removeHost(
  db: Database,
  host: { id: HostId; name: string },
  also: (trx: Db) => Promise<void>,
): Promise<void> {
  await db.transaction().execute(async (trx) => {
    // First what heartbeats hold first: one of them waits for this, and then finds that its host was forgotten.
    await trx.selectFrom('compute.host_identity').select('id').where('host_name', '=', host.name).forUpdate().execute()
    // A server that is being placed there waits for this row, and then finds it gone.
    const there = await trx.selectFrom('compute.host').select('id').where('id', '=', host.id).forUpdate().execute()
    if (there.length === 0) throw notFound('Compute host', host.name)
    if (await hasServers(trx, host.id))
      throw conflict(`Compute host ${host.name} has servers.`, 'Move or delete them first.')
    if (await hasMigrations(trx, host.name))
      throw conflict(
        `Servers are moving to or from compute host ${host.name}.`,
        'Wait until they have, or confirm them.',
      )
    await trx.updateTable('compute.server').set({ host_id: null }).where('host_id', '=', host.id).execute()
    await trx.deleteFrom('compute.host').where('id', '=', host.id).execute()
    await also(trx)
    await forgetHostIdentity(trx, host.name)
    await forgetHostState(trx, host.name)
  })
}

/**
 * Forgets the host of that name, which has joined, as `id` where one is given, and has never reported; false where there is none. Throws
 * `conflict` for one that has just begun to.
 */
export const forgetUnreported = (db: Database, hostName: string, id?: string): Promise<boolean> =>
  db.transaction().execute(async (trx) => {
    if (!(await forgetHostIdentity(trx, hostName, id))) return false
    await forgetHostState(trx, hostName)
    // Its heartbeats hold the row that is deleted by now: none is under way.
    const host = await trx.selectFrom('compute.host').select('id').where('name', '=', hostName).executeTakeFirst()
    if (host) throw conflict(`Host ${hostName} has reported in this moment.`, 'Try again.')
    return true
  })

async function hasServers(db: Db, hostId: HostId): Promise<boolean> {
  const server = await db
    .selectFrom('compute.server')
    .select('id')
    .where('host_id', '=', hostId)
    .where('deleted_at', 'is', null)
    .limit(1)
    .executeTakeFirst()
  return server !== undefined
}

async function hasMigrations(db: Db, name: string): Promise<boolean> {
  const migration = await db
    .selectFrom('compute.migration')
    .select('id')
    .where((is) => is.or([is('source_host', '=', name), is('dest_host', '=', name)]))
    .where(sql<boolean>`status <> all (${[...endedStatuses]})`)
    .limit(1)
    .executeTakeFirst()
  return migration !== undefined
}
