import { getServer, moveServer } from '#store/server-store'
import { command, type Conductor } from '../../conductor.ts'
import { buildCommand } from '../../guest-command.ts'
import { bindInTurn } from '../../in-turn.ts'
import type { ServerCreateParams } from '#store/server-jobs'
import { buildTasks, settleBuild } from './server-create-failure.ts'
import { defineFlow } from '#platform/flow/define-flow'
import { placeAndMove } from '../kit/place-and-move.ts'
import { stillAt } from '../kit/preemption.ts'
import { plugNics, unplugNics } from '../kit/server-nics.ts'
import { isLast } from '../kit/server-flow.ts'
import { advance, land, newCommand, stepCommand } from '../kit/server-tasks.ts'

/**
 * Finds a server a host, ports and disks, starts its guest there and leaves it `active`. What fails on one host is undone and tried on
 * another, by a new job of the same flow that avoids the first; see `settleBuild`.
 */
export const serverCreate = defineFlow<Conductor, ServerCreateParams>('server-create')
  .guardedBy(stillAt(buildTasks))
  .step('schedule', {
    async run(io, { serverId, requestedHost, avoidHosts }) {
      const server = await getServer(io.db, serverId)
      return placeAndMove(io, server, { requestedHost, avoidHosts }, buildTasks)
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
    run: (io, known) => plugNics(io, known, known.schedule.hostName),
    undo: (io, { schedule, serverId }) => unplugNics(io, serverId, schedule.hostName, newCommand()),
  })
  .step('disks', {
    async run(io, known) {
      await advance(io, known.serverId, buildTasks, { taskState: 'block_device_mapping' })
      await command(io, known.schedule.hostName, 'disks-create', stepCommand(known, 'disks'), await guestOf(io, known))
    },
    undo: (io, { schedule, serverId }) => command(io, schedule.hostName, 'disks-delete', newCommand(), { serverId }),
  })
  .step('spawn', {
    async run(io, known) {
      await advance(io, known.serverId, buildTasks, { taskState: 'spawning' })
      return command(io, known.schedule.hostName, 'guest-spawn', stepCommand(known, 'spawn'), await guestOf(io, known))
    },
    undo: (io, { schedule, serverId }) => command(io, schedule.hostName, 'guest-destroy', newCommand(), { serverId }),
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
    undo: isLast,
  })
  .onFailure(settleBuild)

type Built = ServerCreateParams & {
  schedule: { zone: string }
  ports: Awaited<ReturnType<Conductor['network']['bindPorts']>>
}

const guestOf = async (io: Conductor, { serverId, schedule, ports, ...known }: Built) => {
  const { sealedAdminPass, injectedFiles, anyImage } = known
  const build = { ports, sealedAdminPass, zone: schedule.zone, injectedFiles, anyImage }
  return buildCommand(io, await getServer(io.db, serverId), build)
}
