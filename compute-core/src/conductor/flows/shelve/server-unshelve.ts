import type { PortInfo, Server } from '#domain/server/server'
import { CloudError, notFound } from '#platform/errors'
import type { ImageId } from '#platform/ids'
import { writeAttributes } from '#store/server-attributes'
import { getServer, moveServer } from '#store/server-store'
import { command, type Conductor } from '../../conductor.ts'
import { buildCommand, restartCommand } from '../../guest-command.ts'
import { bindInTurn } from '../../in-turn.ts'
import type { Place } from '../../place-server.ts'
import type { ServerUnshelveParams } from '#store/server-jobs'
import { nothingToUndo } from '#platform/flow/define-flow'
import { placeAndMove } from '../kit/place-and-move.ts'
import type { ServerKnown } from '../kit/preemption.ts'
import { isLast, serverFlow } from '../kit/server-flow.ts'
import { plugNics, unplugNics } from '../kit/server-nics.ts'
import { serverOnHost } from '../kit/server-host.ts'
import { advance, endWithoutFault, newCommand, stepCommand } from '../kit/server-tasks.ts'

const { fail, flow, land, tasks, whileOursOrDeleted } = serverFlow('unshelve')

/**
 * Brings a shelved server back to `active`: where it is, or, once offloaded, on a host chosen anew, from its image and with the ports
 * that it has kept. The image is deleted once it runs.
 */
export const serverUnshelve = flow
  .step('origin', { run: (io, { serverId }) => whereFrom(io, serverId), undo: nothingToUndo('it has only looked') })
  .step('schedule', {
    async run(io, known) {
      if (!known.origin.isOffloaded) return hereAlready(io, known.serverId)
      return scheduleAnew(io, known)
    },
    undo: whileOursOrDeleted(async (io, { serverId, origin }) => {
      if (!origin.isOffloaded) return
      await io.placement.release(serverId)
      await moveServer(io.db, serverId, 'any', { hostId: null, availabilityZone: null })
    }),
  })
  .step('ports', {
    async run(io, { serverId, origin, schedule }) {
      const server = await getServer(io.db, serverId)
      if (!origin.isOffloaded) return server.networkInfo
      const { hostName, zone: availabilityZone } = schedule
      const binding = { projectId: server.projectId, serverId, hostName, availabilityZone, requested: 'none' as const }
      const ports = asBefore(server.networkInfo, await bindInTurn(() => io.network.bindPorts(binding)))
      await advance(io, serverId, tasks, { networkInfo: ports })
      return ports
    },
    undo: whileOursOrDeleted(async (io, { serverId, origin }) => {
      if (origin.isOffloaded) await io.network.unbindPorts(serverId)
    }),
  })
  .step('nics', {
    run: (io, known) => plugNics(io, known, known.schedule.hostName),
    undo: whileOursOrDeleted(async (io, { serverId, origin, schedule }) => {
      if (origin.isOffloaded) await unplugNics(io, serverId, schedule.hostName, newCommand())
    }),
  })
  .step('disks', {
    async run(io, known) {
      if (!known.origin.isOffloaded) return
      await advance(io, known.serverId, tasks, { taskState: 'spawning' })
      const server = { ...(await getServer(io.db, known.serverId)), imageId: known.origin.imageId }
      const build = { ports: known.ports, sealedAdminPass: null, zone: known.schedule.zone }
      const guest = await buildCommand(io, server, build)
      await command(io, known.schedule.hostName, 'disks-create', stepCommand(known, 'disks'), guest)
    },
    undo: whileOursOrDeleted(async (io, { serverId, origin, schedule }) => {
      if (origin.isOffloaded) await command(io, schedule.hostName, 'disks-delete', newCommand(), { serverId })
    }),
  })
  .step('spawn', {
    async run(io, known) {
      const { isOffloaded } = known.origin
      if (!isOffloaded) await advance(io, known.serverId, tasks, { taskState: 'powering-on' })
      const guest = await restartCommand(io, await getServer(io.db, known.serverId))
      const kind = isOffloaded ? 'guest-spawn' : 'guest-power-on'
      return command(io, known.schedule.hostName, kind, stepCommand(known, 'spawn'), guest)
    },
    undo: whileOursOrDeleted(async (io, { serverId, origin, schedule: { hostName } }) => {
      if (origin.isOffloaded) await command(io, hostName, 'guest-destroy', newCommand(), { serverId })
      else await command(io, hostName, 'guest-power-off', newCommand(), { serverId, graceMs: 0 })
    }),
  })
  .step('land', {
    async run(io, { serverId, flowId, origin, spawn }) {
      await io.network.setPortsStatus(serverId, 'ACTIVE')
      await land(
        io,
        { serverId, flowId },
        {
          powerState: spawn.power,
          shelvedAt: null,
          ...(origin.isOffloaded && { launchedAt: io.clock.now() }),
        },
      )
      await dropImage(io, serverId, origin.imageId)
    },
    undo: isLast,
  })
  .onFailure(settleUnshelve)

interface Origin {
  isOffloaded: boolean
  imageId: ImageId | null
}

/** What the server is brought back from; throws when its image is gone, or its project sees it no more. */
async function whereFrom(io: Conductor, serverId: Server['id']): Promise<Origin> {
  const { vmState, projectId, shelvedImageId: imageId } = await getServer(io.db, serverId)
  const isOffloaded = vmState === 'shelved_offloaded'
  const image = isOffloaded && imageId !== null ? await io.images.findFor(imageId, projectId) : undefined
  if (isOffloaded && image?.status !== 'active') throw notFound('Image', imageId ?? '')
  return { isOffloaded, imageId }
}

async function hereAlready(io: Conductor, serverId: Server['id']): Promise<Place> {
  const { server, hostName } = await serverOnHost(io, serverId)
  return { hostId: server.hostId!, hostName, zone: server.availabilityZone ?? '' }
}

async function scheduleAnew(io: Conductor, { serverId, zone, requestedHost }: ServerUnshelveParams): Promise<Place> {
  if (zone !== undefined) await writeAttributes(io.db, serverId, { pinnedZone: zone })
  return placeAndMove(io, await getServer(io.db, serverId), { requestedHost }, tasks)
}

/** The ports in the order in which the guest has had them. */
const asBefore = (before: readonly PortInfo[], ports: readonly PortInfo[]): readonly PortInfo[] => {
  const rank = new Map(before.map(({ portId }, index) => [portId, index]))
  return ports.toSorted((a, b) => (rank.get(a.portId) ?? rank.size) - (rank.get(b.portId) ?? rank.size))
}

/** The server runs: an image that could not be deleted now is a reconciler's to find. */
async function dropImage(io: Conductor, serverId: Server['id'], imageId: ImageId | null): Promise<void> {
  try {
    if (imageId !== null) await io.images.remove(imageId)
    await moveServer(io.db, serverId, 'any', { shelvedImageId: null })
  } catch (err) {
    io.log.warn({ serverId, imageId, err }, 'the image of a server that is back could not be deleted')
  }
}

type Failed = ServerKnown & { origin?: Origin; schedule?: Place }

/** Without its image a server is lost; without a host it waits on, and shows no fault; else it stays what it was. */
async function settleUnshelve(io: Conductor, known: Failed, error: Error): Promise<void> {
  const kind = error instanceof CloudError ? error.failure.kind : undefined
  if (kind === 'no-valid-host') return endWithoutFault(io, known, tasks)
  const isLost = known.origin === undefined && kind === 'not-found'
  await fail(io, known, error, isLost ? { vmState: 'error' } : {})
}
