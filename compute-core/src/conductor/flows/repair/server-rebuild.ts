import type { Server } from '#domain/server/server'
import type { PowerState } from '#domain/server/power-state'
import { CloudError } from '#platform/errors'
import { writeRebuildable } from '#store/server-rebuild'
import { command, type Conductor } from '../../conductor.ts'
import { assertFitsItsHost } from '../../fits-its-host.ts'
import { buildCommand, ownCommand } from '../../guest-command.ts'
import type { ServerRebuildParams } from '#store/server-jobs'
import { pointOfNoReturn } from '#platform/flow/define-flow'
import { isStillAt, type ServerKnown } from '../kit/preemption.ts'
import { serverFlow } from '../kit/server-flow.ts'
import { graceMsOf, serverOnHost } from '../kit/server-host.ts'
import { advance, newCommand, stepCommand } from '../kit/server-tasks.ts'

const { fail, flow, land, tasks, whileOurs } = serverFlow('rebuild')

const onward = pointOfNoReturn('what was on the old disks is gone', 'rebuild')

/**
 * Makes a server anew where it is: new disks, from another image if asked, under the old id, ports and addresses. Until the new disks
 * are ready nothing is lost, and a failure leaves the server as it was; afterwards it leaves it in error.
 */
export const serverRebuild = flow
  .step('shutDown', {
    async run(io, known) {
      const { server, hostName } = await serverOnHost(io, known.serverId)
      if (known.imageChanged) await assertFitsItsHost(io, server)
      await powerOff(io, server, hostName, stepCommand(known, 'shutDown'))
      return { wasOn: server.powerState === 'running', wasStopped: server.vmState === 'stopped' }
    },
    undo: whileOurs(async (io, known: Known, { wasOn }: { wasOn: boolean }) => {
      if (hasNewDisks(known)) return
      const { serverId, previous } = known
      await writeRebuildable(io.db, serverId, tasks, previous)
      if (!wasOn) return
      const { server, hostName } = await serverOnHost(io, serverId)
      await command(io, hostName, 'guest-power-on', newCommand(), await ownCommand(io, server))
    }),
  })
  .step('disks', {
    async run(io, known) {
      await advance(io, known.serverId, tasks, { taskState: 'rebuild_block_device_mapping' })
      const { guest, hostName } = await rebuiltGuest(io, known)
      const { keepEphemeral } = known
      await command(io, hostName, 'disks-rebuild', stepCommand(known, 'disks'), { guest, keepEphemeral })
    },
    undo: onward,
  })
  .step('spawn', {
    async run(io, known) {
      await advance(io, known.serverId, tasks, { taskState: 'rebuild_spawning' })
      const { guest, hostName } = await rebuiltGuest(io, known)
      const spawned = await command(io, hostName, 'guest-spawn', stepCommand(known, 'spawn'), guest)
      return known.shutDown.wasStopped ? stopAgain(io, known) : spawned
    },
    undo: onward,
  })
  .step('land', {
    async run(io, { serverId, flowId, shutDown: { wasStopped }, spawn }) {
      await io.network.setPortsStatus(serverId, wasStopped ? 'DOWN' : 'ACTIVE')
      await land(
        io,
        { serverId, flowId },
        {
          vmState: wasStopped ? 'stopped' : 'active',
          powerState: spawn.power,
          launchedAt: io.clock.now(),
          rescueImageId: null,
        },
      )
    },
    undo: onward,
  })
  .onFailure(settleRebuild)

type Known = ServerKnown & ServerRebuildParams

/** Undos know of the steps after theirs, too. */
const hasNewDisks = (known: object) => 'disks' in known

const powerOff = (io: Conductor, server: Server, hostName: string, commandId: string) => {
  const graceMs = graceMsOf(server, io.settings.shutdown_timeout)
  return command(io, hostName, 'guest-power-off', commandId, { serverId: server.id, graceMs })
}

async function rebuiltGuest(io: Conductor, { serverId, sealedAdminPass, injectedFiles, anyImage }: Known) {
  const { server, hostName } = await serverOnHost(io, serverId)
  const zone = server.availabilityZone ?? ''
  const build = { ports: server.networkInfo, sealedAdminPass, zone, injectedFiles, anyImage }
  return { guest: await buildCommand(io, server, build), hostName }
}

/** A server that was stopped has run once with its new disks, and is stopped as its owner left it. */
async function stopAgain(io: Conductor, known: Known): Promise<{ power: PowerState }> {
  await advance(io, known.serverId, tasks, { vmState: 'active', taskState: 'powering-off' })
  const { server, hostName } = await serverOnHost(io, known.serverId)
  return powerOff(io, server, hostName, stepCommand(known, 'stop'))
}

/** Before its disks were touched the server is as it was, but a host that cannot run the new image is told of as an error, as Nova does. */
async function settleRebuild(io: Conductor, known: Known, error: Error) {
  if (!hasNewDisks(known)) {
    if (await isStillAt(io.db, known, tasks)) await writeRebuildable(io.db, known.serverId, tasks, known.previous)
    return fail(io, known, error, isNoValidHost(error) ? { vmState: 'error' } : {})
  }
  await fail(io, known, error, {
    vmState: 'error',
    ...(!('spawn' in known) && { powerState: 'shutdown' }),
  })
}

const isNoValidHost = (error: Error) => error instanceof CloudError && error.failure.kind === 'no-valid-host'
