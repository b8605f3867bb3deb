import { defineFlow, noUndo } from '#platform/flow/define-flow'
import { getServer, moveServer } from '#store/server-store'
import { order, type Conductor } from '../conductor.ts'
import { buildOrder } from '../guest-order.ts'
import { bindInTurn } from '../in-turn.ts'
import { placeServer } from '../place-server.ts'
import type { ServerCreateParams } from './flow-params.ts'
import { buildTasks, settleBuild } from './server-create-failure.ts'
import { advance, land, newOrder, stepOrder, stillAt } from './server-tasks.ts'

/**
 * Finds a server a host, ports and disks, starts its guest there and leaves it `active`. What fails on one host is undone and tried on
 * another, by a new wish of the same flow that avoids the first; see `settleBuild`.
 */
export const serverCreate = defineFlow<Conductor, ServerCreateParams>('server-create')
  .guardedBy(stillAt(buildTasks))
  .step('schedule', {
    async run(io, { serverId, requestedHost, avoidHosts }) {
      const server = await getServer(io.db, serverId)
      const place = await placeServer(io, server, { requestedHost, avoidHosts })
      await advance(io, serverId, buildTasks, { hostId: place.hostId, availabilityZone: place.zone }).catch(
        async (error: unknown) => {
          await io.placement.release(serverId)
          throw error
        },
      )
      return place
    },
    async undo(io, { serverId }) {
      await io.placement.release(serverId)
      await moveServer(io.db, serverId, 'any', { hostId: null, availabilityZone: null })
    },
  })
  .step('ports', {
    async run(io, { serverId, schedule, requestedNetworks }) {
      await advance(io, serverId, buildTasks, { taskState: 'networking' })
      const { projectId } = await getServer(io.db, serverId)
      const { hostName, zone: availabilityZone } = schedule
      const binding = { projectId, serverId, hostName, availabilityZone, requested: requestedNetworks }
      const ports = await bindInTurn(() => io.network.bindPorts(binding))
      await moveServer(io.db, serverId, buildTasks, { networkInfo: ports })
      return ports
    },
    async undo(io, { serverId }) {
      await io.network.releasePorts(serverId)
      await moveServer(io.db, serverId, 'any', { networkInfo: [] })
    },
  })
  .step('nics', {
    run: (io, known) =>
      order(io, known.schedule.hostName, 'nics-plug', stepOrder(known, 'nics'), {
        serverId: known.serverId,
        ports: known.ports,
      }),
    undo: (io, { schedule, serverId, ports }) =>
      order(io, schedule.hostName, 'nics-unplug', newOrder(), { serverId, ports }),
  })
  .step('disks', {
    async run(io, known) {
      await advance(io, known.serverId, buildTasks, { taskState: 'block_device_mapping' })
      await order(io, known.schedule.hostName, 'disks-create', stepOrder(known, 'disks'), await guestOf(io, known))
    },
    undo: (io, { schedule, serverId }) => order(io, schedule.hostName, 'disks-delete', newOrder(), { serverId }),
  })
  .step('spawn', {
    async run(io, known) {
      await advance(io, known.serverId, buildTasks, { taskState: 'spawning' })
      return order(io, known.schedule.hostName, 'guest-spawn', stepOrder(known, 'spawn'), await guestOf(io, known))
    },
    undo: (io, { schedule, serverId }) => order(io, schedule.hostName, 'guest-destroy', newOrder(), { serverId }),
  })
  .step('land', {
    async run(io, { serverId, flowId, spawn }) {
      await io.network.setPortsStatus(serverId, 'ACTIVE')
      await land(io, { serverId, flowId }, buildTasks, {
        vmState: 'active',
        powerState: spawn.power,
        rootDeviceName: '/dev/vda',
        launchedAt: io.clock.now(),
      })
    },
    undo: noUndo('it is the last step: nothing after it can fail'),
  })
  .whenItFails(settleBuild)

type Built = ServerCreateParams & {
  schedule: { zone: string }
  ports: Awaited<ReturnType<Conductor['network']['bindPorts']>>
}

const guestOf = async (io: Conductor, { serverId, schedule, ports, sealedAdminPass, injectedFiles }: Built) =>
  buildOrder(io, await getServer(io.db, serverId), { ports, sealedAdminPass, zone: schedule.zone, injectedFiles })
