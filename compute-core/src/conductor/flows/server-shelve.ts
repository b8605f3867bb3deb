import { isCarriedOut, finishWish } from '#platform/flow/wish-ledger'
import { defineFlow, noUndo } from '#platform/flow/define-flow'
import { writeWish, type Wish } from '#platform/flow/wishes'
import type { PowerState } from '#domain/server/power-state'
import { getServer } from '#store/server-store'
import { order, type Conductor } from '../conductor.ts'
import { restartOrder } from '../guest-order.ts'
import type { ServerSnapshotParams } from './flow-params.ts'
import { idAfter } from './id-after.ts'
import { graceMsOf, serverOnHost } from './server-host.ts'
import { moveOrOvertaken, newOrder, stepOrder, stillAt, type ServerKnown } from './server-tasks.ts'
import { discardSnapshot, failSnapshot, snapshotStep, uploadStep } from './snapshot-steps.ts'
import { whileAt } from './way-back.ts'

const tasks = ['shelving', 'shelving_image_pending_upload', 'shelving_image_uploading'] as const

/**
 * Shuts the guest down and puts its root disk away as an image; the server is `shelved`. Unless shelved_offload_time says otherwise it
 * gives up its host at once, by a flow of its own that is wished for as this one lands.
 */
export const serverShelve = defineFlow<Conductor, ServerSnapshotParams>('server-shelve')
  .guardedBy(stillAt(tasks))
  .step('before', {
    run: async (io, { serverId }) => ({ power: (await getServer(io.db, serverId)).powerState }),
    undo: discardSnapshot,
  })
  .step('powerOff', {
    async run(io, known) {
      const { server, hostName } = await serverOnHost(io, known.serverId)
      // One that is paused cannot listen.
      const graceMs = known.before.power === 'running' ? graceMsOf(server, io.settings.shutdown_timeout) : 0
      return order(io, hostName, 'guest-power-off', stepOrder(known, 'powerOff'), { serverId: server.id, graceMs })
    },
    undo: whileAt(tasks, async (io, { serverId, before }) => {
      if (before.power !== 'running') return
      const { server, hostName } = await serverOnHost(io, serverId)
      await order(io, hostName, 'guest-power-on', newOrder(), await restartOrder(io, server))
    }),
  })
  .step('snapshot', snapshotStep(tasks, 'shelving_image_pending_upload'))
  .step('upload', uploadStep(tasks, 'shelving_image_uploading'))
  .step('land', {
    run: landShelved,
    undo: noUndo('it is the last step: nothing after it can fail'),
  })
  .whenItFails((io, known, error) => failSnapshot(io, known, tasks, error, whatIsLeft(known)))

async function landShelved(io: Conductor, known: ServerKnown & ServerSnapshotParams): Promise<void> {
  const { serverId, imageId, flowId, requestId } = known
  await io.network.setPortsStatus(serverId, 'DOWN')
  const isOffloaded = io.settings.shelved_offload_time === 0
  const next: Wish = {
    id: idAfter(flowId),
    flow: 'server-shelve-offload',
    subjectId: serverId,
    params: { serverId },
    requestId,
  }
  await io.db.transaction().execute(async (trx) => {
    if (await isCarriedOut(trx, flowId)) return
    await moveOrOvertaken(trx, serverId, tasks, {
      vmState: 'shelved',
      taskState: isOffloaded ? 'shelving_offloading' : null,
      powerState: 'shutdown',
      shelvedImageId: imageId,
      shelvedAt: io.clock.now(),
    })
    if (isOffloaded) await writeWish(trx, next, next.id)
    await finishWish(trx, flowId)
  })
  if (isOffloaded) io.flows.kick(next)
}

/** A paused guest that was switched off does not come back to where it was: its server is stopped. */
const whatIsLeft = ({ before, powerOff }: { before?: { power: PowerState }; powerOff?: { power: PowerState } }) =>
  before?.power === 'paused' && powerOff ? ({ vmState: 'stopped', powerState: 'shutdown' } as const) : {}
