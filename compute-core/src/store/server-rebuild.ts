import { sql, type Updateable } from 'kysely'
import type { RebuildChanges } from '#domain/server/rebuild-changes'
import type { Db } from '#platform/db/database'
import type { ComputeServer } from '#platform/db/schema'
import type { Job } from '#platform/flow/jobs'
import type { ServerId } from '#platform/ids'
import { type ActionRequest, beginAction } from './begin-action.ts'
import { getServer } from './server-store.ts'
import type { ServerRebuildParams } from './server-jobs.ts'

const columnOf = {
  name: 'name',
  description: 'description',
  hostname: 'hostname',
  imageId: 'image_id',
  imageProperties: 'image_properties',
  keyName: 'key_name',
  keyData: 'key_data',
  metadata: 'metadata',
  userData: 'user_data',
  accessIpV4: 'access_ip_v4',
  accessIpV6: 'access_ip_v6',
  diskConfig: 'disk_config',
  trustedCerts: 'trusted_certs',
} as const satisfies Record<keyof RebuildChanges, keyof ComputeServer>

type Rebuildable = keyof RebuildChanges

const asJson: ReadonlySet<string> = new Set<Rebuildable>(['imageProperties', 'metadata'])

/** Begins a rebuild and writes what it changes, with what that was before in the job for its flow, which takes it back where it fails. */
export async function beginRebuild(
  trx: Db,
  request: Omit<ActionRequest<'rebuild'>, 'action' | 'params'>,
  changes: RebuildChanges,
  params: Pick<ServerRebuildParams, 'sealedAdminPass' | 'keepEphemeral' | 'injectedFiles'>,
): Promise<Job> {
  const { id } = request.server
  await trx.selectFrom('compute.server').select('id').where('id', '=', id).forUpdate().execute()
  const server = await getServer(trx, id)
  const known = Object.keys(changes).map((name) => [name, server[name as Rebuildable]])
  const previous = Object.fromEntries(known) as RebuildChanges
  const imageChanged = changes.imageId !== undefined && changes.imageId !== server.imageId
  const jobParams = { ...params, imageChanged, previous }
  const job = await beginAction(trx, { ...request, action: 'rebuild', params: jobParams })
  await writeRebuildable(trx, id, ['rebuilding'], changes)
  return job
}

/** Writes `changes` while the server is at one of `tasks`; to one that has been given another task nothing is done. */
export async function writeRebuildable(
  db: Db,
  id: ServerId,
  tasks: readonly string[],
  changes: RebuildChanges,
): Promise<void> {
  await db
    .updateTable('compute.server')
    .set({ ...columns(changes), updated_at: sql<Date>`now()`, generation: sql<number>`generation + 1` })
    .where('id', '=', id)
    .where('task_state', 'in', tasks)
    .execute()
}

const columns = (changes: RebuildChanges): Updateable<ComputeServer> =>
  Object.fromEntries(
    Object.entries(changes).map(([name, value]) => [
      columnOf[name as Rebuildable],
      asJson.has(name) ? JSON.stringify(value) : value,
    ]),
  )
