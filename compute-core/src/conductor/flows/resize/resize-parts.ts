import type { PowerState } from '#domain/server/power-state'
import type { EmbeddedFlavor, Server } from '#domain/server/server'
import type { FlavorId, MigrationId, ServerId } from '#platform/ids'
import { findWaitingMigration, moveMigration } from '#store/migration-store'
import { getServer, moveServer } from '#store/server-store'
import { command, type Conductor } from '../../conductor.ts'
import { restartCommand } from '../../guest-command.ts'
import { newCommand } from '../kit/server-tasks.ts'

/** The server as it is with another flavor. */
export const withFlavor = <S extends Server>(server: S, { id, ...flavor }: EmbeddedFlavor & { id: FlavorId }): S => ({
  ...server,
  flavorId: id,
  flavor,
})

/** A server whose resize is final, as its guest is now. */
export const notResized = (power: PowerState) => ({
  vmState: power === 'shutdown' || power === 'crashed' ? ('stopped' as const) : ('active' as const),
  oldFlavor: null,
  oldVmState: null,
  resizedAt: null,
})

/** Gives up the way back of a resized server, for good: what its host kept, its old claim, its old flavor. */
export async function forgetResize(io: Conductor, serverId: ServerId): Promise<void> {
  const migration = await findWaitingMigration(io.db, serverId)
  if (migration === undefined) return
  const { hostName, powerState } = await getServer(io.db, serverId)
  if (hostName !== null) await command(io, hostName, 'disks-confirm-resize', newCommand(), { serverId })
  await io.placement.release(migration)
  await moveServer(io.db, serverId, 'any', notResized(powerState))
  await moveMigration(io.db, migration, 'confirmed')
}

/** Starts the guest of a server again that was stopped for something which then failed. */
export async function startAgain(io: Conductor, serverId: ServerId, hostName: string): Promise<void> {
  const guest = await restartCommand(io, await getServer(io.db, serverId))
  const { power } = await command(io, hostName, 'guest-power-on', newCommand(), guest)
  await io.network.setPortsStatus(serverId, 'ACTIVE')
  await moveServer(io.db, serverId, 'any', { powerState: power })
}

/** Says that a migration has failed, where the flow came so far as to know of one. */
export async function failMigration(io: Conductor, migration: MigrationId | undefined): Promise<void> {
  if (migration !== undefined) await moveMigration(io.db, migration, 'error')
}
