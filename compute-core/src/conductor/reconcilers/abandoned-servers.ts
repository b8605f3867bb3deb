import { failed } from '#platform/errors'
import { writeJob } from '#platform/flow/jobs'
import type { ServerId } from '#platform/ids'
import { newRequestId } from '#platform/ids'
import { abandonedServers as findAbandoned } from '#store/server-drift'
import { moveServer } from '#store/server-store'
import { failAction } from '../flows/kit/server-tasks.ts'
import type { Reconciler, ReconcilerIo } from './reconciler.ts'

/** Gives servers back that are at a task which no flow carries out any more: a build ends in error, a delete begins anew. */
export const abandonedServers: Reconciler = {
  name: 'abandoned-servers',
  everyMs: 15_000,
  async run(io) {
    const abandoned = await findAbandoned(io.db)
    for (const { id, task, vmState, requestId: asked } of abandoned) {
      const requestId = asked ?? newRequestId()
      io.log.warn({ serverId: id, task }, 'nobody carries out the task of this server any more')
      if (task === 'deleting') await deleteAnew(io, id, requestId)
      else await giveBack(io, id, task, vmState, requestId)
    }
    return abandoned.length
  },
}

async function deleteAnew(io: ReconcilerIo, id: ServerId, requestId: string): Promise<void> {
  const job = await io.db.transaction().execute(async (trx) => {
    // Touching the row makes two processes take turns; the second finds it young again.
    if (!(await moveServer(trx, id, ['deleting'], {}))) return undefined
    return writeJob(trx, { flow: 'server-delete', subjectId: id, params: { serverId: id }, requestId })
  })
  if (job) io.flows.dispatch(job)
}

async function giveBack(io: ReconcilerIo, id: ServerId, task: string, vmState: string, requestId: string) {
  const known = { serverId: id, requestId, flowId: '' }
  const error = failed(`What was asked of this server broke off while it was at ${task}. Ask for it again.`)
  if (vmState !== 'building') return failAction(io, known, [task], error)
  // Without a host, what the build has left on one and in the books is an orphan, and goes.
  return failAction(
    io,
    known,
    [task],
    failed(`The build broke off while it was at ${task}. Delete the server and create it anew.`),
    { vmState: 'error', hostId: null, availabilityZone: null, networkInfo: [], powerState: 'pending' },
  )
}
