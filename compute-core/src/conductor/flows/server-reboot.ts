import { defineFlow, noUndo } from '#platform/flow/define-flow'
import { findServer } from '#store/server-store'
import { order, type Conductor } from '../conductor.ts'
import { restartOrder } from '../guest-order.ts'
import type { ServerRebootParams } from './flow-params.ts'
import { graceMsOf, serverOnHost } from './server-host.ts'
import { advance, failAction, land, stepOrder, stillAt, type ServerKnown } from './server-tasks.ts'

const softTasks = ['rebooting', 'reboot_pending', 'reboot_started'] as const
const hardTasks = ['rebooting_hard', 'reboot_pending_hard', 'reboot_started_hard'] as const
const tasksOf = (hard: boolean) => (hard ? hardTasks : softTasks)

const noWayBack = noUndo('a guest that went down does not come back to where it was')

/**
 * Starts the guest anew and leaves the server `active`: softly by asking it, and the hard way when it does not listen in time. A hard
 * reboot overtakes a soft one, whose guard then stops it.
 */
export const serverReboot = defineFlow<Conductor, ServerRebootParams>('server-reboot')
  .guardedBy((io, known) => stillAt(tasksOf(known.hard))(io, known))
  .step('prepare', {
    run: (io, { serverId, hard }) =>
      advance(io, serverId, tasksOf(hard), { taskState: hard ? 'reboot_pending_hard' : 'reboot_pending' }),
    undo: noUndo('it has only said that it begins'),
  })
  .step('reboot', {
    async run(io, known) {
      const { serverId, hard } = known
      await advance(io, serverId, tasksOf(hard), { taskState: hard ? 'reboot_started_hard' : 'reboot_started' })
      const { server, hostName } = await serverOnHost(io, serverId)
      const graceMs = graceMsOf(server, io.settings.wait_soft_reboot_seconds)
      const guest = await restartOrder(io, server)
      return order(io, hostName, 'guest-reboot', stepOrder(known, 'reboot'), { guest, hard, graceMs })
    },
    undo: noWayBack,
  })
  .step('land', {
    async run(io, { serverId, flowId, hard, reboot }) {
      await io.network.setPortsStatus(serverId, 'ACTIVE')
      await land(io, { serverId, flowId }, tasksOf(hard), { vmState: 'active', powerState: reboot.power })
    },
    undo: noWayBack,
  })
  .whenItFails(settleReboot)

/** A guest that still runs is as it was; of one that does not we cannot say what its owner would want. */
async function settleReboot(io: Conductor, known: ServerKnown & ServerRebootParams, error: Error): Promise<void> {
  const server = await findServer(io.db, known.serverId)
  const isRunning = server?.powerState === 'running'
  await failAction(io, known, tasksOf(known.hard), error, isRunning ? {} : { vmState: 'error' })
}
