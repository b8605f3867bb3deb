import { sql } from 'kysely'
import { writeWish } from '#platform/flow/wishes'
import type { ServerId } from '#platform/ids'
import { newRequestId } from '#platform/ids'
import { moveServer } from '#store/server-store'
import { failAction } from '../flows/server-tasks.ts'
import type { Reconciler, ReconcilerIo } from './reconciler.ts'

/** Gives servers back that are at a task which no flow carries out any more: a build ends in error, a delete begins anew. */
export const abandonedServers: Reconciler = {
  name: 'abandoned-servers',
  everyMs: 15_000,
  async run(io) {
    const { rows } = await sql<{ id: ServerId; task: string; vm_state: string; request_id: string | null }>`
      select s.id, s.task_state as task, s.vm_state, (
        select a.request_id from compute.instance_action a where a.server_id = s.id order by a.id desc limit 1) as request_id
      from compute.server s
      where s.task_state is not null and s.deleted_at is null and s.updated_at < now() - interval '30 seconds'
        and not exists (
          select from platform.wish w where w.subject_id = s.id::text and w.finished_at is null)
    `.execute(io.db)
    for (const { id, task, vm_state, request_id } of rows) {
      const requestId = request_id ?? newRequestId()
      io.log.warn({ serverId: id, task }, 'nobody carries out the task of this server any more')
      if (task === 'deleting') await deleteAnew(io, id, requestId)
      else await giveBack(io, id, task, vm_state, requestId)
    }
  },
}

async function deleteAnew(io: ReconcilerIo, id: ServerId, requestId: string): Promise<void> {
  const wish = await io.db.transaction().execute(async (trx) => {
    // Touching the row makes two processes take turns; the second finds it young again.
    if (!(await moveServer(trx, id, ['deleting'], {}))) return undefined
    return writeWish(trx, { flow: 'server-delete', subjectId: id, params: { serverId: id }, requestId })
  })
  if (wish) io.flows.kick(wish)
}

async function giveBack(io: ReconcilerIo, id: ServerId, task: string, vmState: string, requestId: string) {
  const known = { serverId: id, requestId, flowId: '' }
  const error = new Error(`What was asked of this server broke off while it was at ${task}. Ask for it again.`)
  if (vmState !== 'building') return failAction(io, known, [task], error)
  // Without a host, what the build has left on one and in the books is an orphan, and goes.
  return failAction(
    io,
    known,
    [task],
    new Error(`The build broke off while it was at ${task}. Delete the server and create it anew.`),
    { vmState: 'error', hostId: null, availabilityZone: null, networkInfo: [], powerState: 'pending' },
  )
}
