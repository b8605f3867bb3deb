import { getServer } from '#store/server-store'
import { command } from '../../conductor.ts'
import { forgetResize } from '../resize/resize-parts.ts'
import { untilNothingElseRuns } from './until-nothing-else-runs.ts'
import { pointOfNoReturn } from '#platform/flow/define-flow'
import { serverFlow } from '../kit/server-flow.ts'
import { graceMsOf } from '../kit/server-host.ts'
import { stepCommand } from '../kit/server-tasks.ts'

const { flow, land } = serverFlow('softDelete')
const onward = pointOfNoReturn('it is on its way to be deleted', 'softDelete')

/** Powers a server off and leaves it `soft-delete`: it can be restored until the reclaiming interval is over. */
export const serverSoftDelete = flow
  .step('wait', {
    run: (io, { serverId }) =>
      untilNothingElseRuns(io, serverId, { except: ['server-soft-delete', 'server-delete'], endsGrace: false }),
    undo: onward,
  })
  .step('resize', { run: (io, { serverId }) => forgetResize(io, serverId), undo: onward })
  .step('powerOff', {
    async run(io, known) {
      const server = await getServer(io.db, known.serverId)
      if (server.hostName === null) return { power: server.powerState }
      const off = { serverId: server.id, graceMs: graceMsOf(server, io.settings.shutdown_timeout) }
      return command(io, server.hostName, 'guest-power-off', stepCommand(known, 'powerOff'), off)
    },
    undo: onward,
  })
  .step('land', {
    async run(io, { serverId, flowId, powerOff }) {
      const server = await getServer(io.db, serverId)
      await io.network.setPortsStatus(serverId, 'DOWN')
      await land(
        io,
        { serverId, flowId },
        {
          powerState: powerOff.power,
          softDeletedAt: io.clock.now(),
          ...(server.hostName === null && { oldVmState: server.vmState }),
        },
      )
    },
    undo: onward,
  })
