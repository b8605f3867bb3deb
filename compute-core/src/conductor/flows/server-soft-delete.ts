import { defineFlow, noUndo } from '#platform/flow/define-flow'
import { getServer } from '#store/server-store'
import { order, type Conductor } from '../conductor.ts'
import type { ServerParams } from './flow-params.ts'
import { forgetResize } from './resize-parts.ts'
import { graceMsOf } from './server-host.ts'
import { failAction, land, stepOrder, stillAt } from './server-tasks.ts'
import { untilNothingElseRuns } from './until-nothing-else-runs.ts'

const tasks = ['soft-deleting'] as const
const onward = noUndo('it is on its way to be deleted')

/** Powers a server off and leaves it `soft-delete`: it can be restored until the reclaiming interval is over. */
export const serverSoftDelete = defineFlow<Conductor, ServerParams>('server-soft-delete')
  .guardedBy(stillAt(tasks))
  .step('wait', {
    run: (io, { serverId }) => untilNothingElseRuns(io, serverId, ['server-soft-delete', 'server-delete']),
    undo: onward,
  })
  .step('resize', { run: (io, { serverId }) => forgetResize(io, serverId), undo: onward })
  .step('powerOff', {
    async run(io, known) {
      const server = await getServer(io.db, known.serverId)
      if (server.hostName === null) return { power: server.powerState }
      const off = { serverId: server.id, graceMs: graceMsOf(server, io.settings.shutdown_timeout) }
      return order(io, server.hostName, 'guest-power-off', stepOrder(known, 'powerOff'), off)
    },
    undo: onward,
  })
  .step('land', {
    async run(io, { serverId, flowId, powerOff }) {
      const server = await getServer(io.db, serverId)
      await io.network.setPortsStatus(serverId, 'DOWN')
      await land(io, { serverId, flowId }, tasks, {
        vmState: 'soft-delete',
        powerState: powerOff.power,
        softDeletedAt: io.clock.now(),
        ...(server.hostName === null && { oldVmState: server.vmState }),
      })
    },
    undo: onward,
  })
  .whenItFails((io, known, error) => failAction(io, known, tasks, error))
