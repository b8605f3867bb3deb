import { defineFlow, noUndo } from '#platform/flow/define-flow'
import { order, type Conductor } from '../conductor.ts'
import { ownOrder, rescueOrder } from '../guest-order.ts'
import type { ServerRescueParams } from './flow-params.ts'
import { graceMsOf, serverOnHost } from './server-host.ts'
import { failAction, land, newOrder, stepOrder, stillAt } from './server-tasks.ts'
import { orderOnHost, whileAt } from './way-back.ts'

const tasks = ['rescuing'] as const

/**
 * Starts the guest from another image, with the server's own disks beside it for its owner to mend, and leaves the server `rescued`.
 * One that cannot be rescued runs again as it did, in error.
 */
export const serverRescue = defineFlow<Conductor, ServerRescueParams>('server-rescue')
  .guardedBy(stillAt(tasks))
  .step('shutDown', {
    // Politely: what the guest has not written yet would be missing on the disk that is to be mended.
    async run(io, known) {
      const { server, hostName } = await serverOnHost(io, known.serverId)
      const graceMs = graceMsOf(server, io.settings.shutdown_timeout)
      await order(io, hostName, 'guest-power-off', stepOrder(known, 'shutDown'), { serverId: server.id, graceMs })
      return { wasOn: server.powerState === 'running' }
    },
    undo: whileAt(tasks, async (io, { serverId }, { wasOn }: { wasOn: boolean }) => {
      if (!wasOn) return
      const { server, hostName } = await serverOnHost(io, serverId)
      await order(io, hostName, 'guest-power-on', newOrder(), await ownOrder(io, server))
    }),
  })
  .step('disks', {
    async run(io, known) {
      const { server, hostName } = await serverOnHost(io, known.serverId)
      await order(io, hostName, 'disks-rescue', stepOrder(known, 'disks'), await rescueOrder(io, server, known))
    },
    undo: whileAt(tasks, (io, { serverId }) => orderOnHost(io, 'disks-unrescue', newOrder(), serverId)),
  })
  .step('start', {
    async run(io, known) {
      const { server, hostName } = await serverOnHost(io, known.serverId)
      const guest = await rescueOrder(io, server, known)
      return order(io, hostName, 'guest-reboot', stepOrder(known, 'start'), { guest, hard: true, graceMs: 0 })
    },
    undo: whileAt(tasks, async (io, { serverId }) => {
      const { hostName } = await serverOnHost(io, serverId)
      await order(io, hostName, 'guest-power-off', newOrder(), { serverId, graceMs: 0 })
    }),
  })
  .step('land', {
    async run(io, { serverId, flowId, imageId, start }) {
      await io.network.setPortsStatus(serverId, 'ACTIVE')
      await land(io, { serverId, flowId }, tasks, {
        vmState: 'rescued',
        powerState: start.power,
        rescueImageId: imageId,
        launchedAt: io.clock.now(),
      })
    },
    undo: noUndo('it is the last step: nothing after it can fail'),
  })
  .whenItFails((io, known, error) => failAction(io, known, tasks, error, { vmState: 'error' }))
