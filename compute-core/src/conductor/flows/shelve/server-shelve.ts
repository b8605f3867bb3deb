import { isCarriedOut, finishJob } from '#platform/flow/job-ledger'
import { writeJob, type Job } from '#platform/flow/jobs'
import type { PowerState } from '#domain/server/power-state'
import { getServer } from '#store/server-store'
import { command, type Conductor } from '../../conductor.ts'
import { restartCommand } from '../../guest-command.ts'
import type { ServerSnapshotParams } from '#store/server-jobs'
import { discardSnapshot, failSnapshot, snapshotStep, uploadStep } from '../copies/snapshot-steps.ts'
import { idAfter } from '../kit/id-after.ts'
import { moveOrPreempted, type ServerKnown } from '../kit/preemption.ts'
import { isLast, serverFlow } from '../kit/server-flow.ts'
import { graceMsOf, serverOnHost } from '../kit/server-host.ts'
import { newCommand, stepCommand } from '../kit/server-tasks.ts'

const { flow, tasks, whileOurs } = serverFlow('shelve')

/**
 * Shuts the guest down and puts its root disk away as an image; the server is `shelved`. Unless shelved_offload_time says otherwise it
 * gives up its host at once, by a flow of its own that is asked for as this one lands.
 */
export const serverShelve = flow
  .step('before', {
    run: async (io, { serverId }) => ({ power: (await getServer(io.db, serverId)).powerState }),
    undo: discardSnapshot,
  })
  .step('powerOff', {
    async run(io, known) {
      const { server, hostName } = await serverOnHost(io, known.serverId)
      // One that is paused cannot listen.
      const graceMs = known.before.power === 'running' ? graceMsOf(server, io.settings.shutdown_timeout) : 0
      return command(io, hostName, 'guest-power-off', stepCommand(known, 'powerOff'), { serverId: server.id, graceMs })
    },
    undo: whileOurs(async (io, { serverId, before }) => {
      if (before.power !== 'running') return
      const { server, hostName } = await serverOnHost(io, serverId)
      await command(io, hostName, 'guest-power-on', newCommand(), await restartCommand(io, server))
    }),
  })
  .step('snapshot', snapshotStep(tasks, 'shelving_image_pending_upload'))
  .step('upload', uploadStep(tasks, 'shelving_image_uploading'))
  .step('land', {
    run: landShelved,
    undo: isLast,
  })
  .onFailure((io, known, error) => failSnapshot(io, known, tasks, error, whatIsLeft(known)))

async function landShelved(io: Conductor, known: ServerKnown & ServerSnapshotParams): Promise<void> {
  const { serverId, imageId, flowId, requestId, turn } = known
  await io.network.setPortsStatus(serverId, 'DOWN')
  const isOffloaded = io.settings.shelved_offload_time === 0
  const next: Job = {
    id: idAfter(flowId),
    flow: 'server-shelve-offload',
    subjectId: serverId,
    params: { serverId },
    requestId,
    turn,
  }
  await io.db.transaction().execute(async (trx) => {
    if (await isCarriedOut(trx, flowId)) return
    await moveOrPreempted(trx, serverId, tasks, {
      vmState: 'shelved',
      taskState: isOffloaded ? 'shelving_offloading' : null,
      powerState: 'shutdown',
      shelvedImageId: imageId,
      shelvedAt: io.clock.now(),
    })
    if (isOffloaded) await writeJob(trx, next, next.id)
    await finishJob(trx, flowId)
  })
  if (isOffloaded) io.flows.dispatch(next)
}

/** A paused guest that was switched off does not come back to where it was: its server is stopped. */
const whatIsLeft = ({ before, powerOff }: { before?: { power: PowerState }; powerOff?: { power: PowerState } }) =>
  before?.power === 'paused' && powerOff ? ({ vmState: 'stopped', powerState: 'shutdown' } as const) : {}
