import { findServer } from '#store/server-store'
import { command, type Conductor } from '../../conductor.ts'
import { restartCommand } from '../../guest-command.ts'
import type { ServerRebootParams } from '#store/server-jobs'
import { nothingToUndo, pointOfNoReturn } from '#platform/flow/define-flow'
import { stillAt, type ServerKnown } from '../kit/preemption.ts'
import { isLast, serverFlow } from '../kit/server-flow.ts'
import { graceMsOf, serverOnHost } from '../kit/server-host.ts'
import { advance, stepCommand } from '../kit/server-tasks.ts'

const [soft, hard] = [serverFlow('softReboot'), serverFlow('hardReboot')]
const ways = (known: { hard: boolean }) => (known.hard ? hard : soft)

/**
 * Starts the guest anew and leaves the server `active`: softly by asking it, and the hard way when it does not listen in time. A hard
 * reboot preempts a soft one, whose guard then stops it.
 */
export const serverReboot = soft.flow
  .guardedBy((io, known) => stillAt(ways(known).tasks)(io, known))
  .step('prepare', {
    run: (io, known) =>
      advance(io, known.serverId, ways(known).tasks, {
        taskState: known.hard ? 'reboot_pending_hard' : 'reboot_pending',
      }),
    undo: nothingToUndo('it has only said that it begins'),
  })
  .step('reboot', {
    async run(io, known) {
      const { serverId } = known
      await advance(io, serverId, ways(known).tasks, {
        taskState: known.hard ? 'reboot_started_hard' : 'reboot_started',
      })
      const { server, hostName } = await serverOnHost(io, serverId)
      const graceMs = graceMsOf(server, io.settings.wait_soft_reboot_seconds)
      const guest = await restartCommand(io, server)
      return command(io, hostName, 'guest-reboot', stepCommand(known, 'reboot'), { guest, hard: known.hard, graceMs })
    },
    undo: pointOfNoReturn('a guest that went down does not come back to where it was', 'hardReboot'),
  })
  .step('land', {
    async run(io, known) {
      await io.network.setPortsStatus(known.serverId, 'ACTIVE')
      await ways(known).land(io, known, { powerState: known.reboot.power })
    },
    undo: isLast,
  })
  .onFailure(settleReboot)

/** A guest that still runs is as it was; of one that does not we cannot say what its owner would want. */
async function settleReboot(io: Conductor, known: ServerKnown & ServerRebootParams, error: Error): Promise<void> {
  const server = await findServer(io.db, known.serverId)
  const isRunning = server?.powerState === 'running'
  await ways(known).fail(io, known, error, isRunning ? {} : { vmState: 'error' })
}
