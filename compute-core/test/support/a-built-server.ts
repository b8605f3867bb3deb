import type { Updateable } from 'kysely'
import type { VmState } from '#domain/server/server'
import type { PowerState } from '#domain/server/power-state'
import type { ComputeServer } from '#platform/db/schema'
import type { ServerId } from '#platform/ids'
import type { ConductorWorld } from '#test/conductor-world'

/** A server that was built in `world`, then put where the test wants it, with the guest on its host as its power says. */
export async function aBuiltServer(
  world: ConductorWorld,
  what: { vmState: VmState; taskState: string; power: PowerState; columns?: Updateable<ComputeServer> },
): Promise<ServerId> {
  const { id } = await world.insertServer({ vm_state: 'building', task_state: 'scheduling', launched_at: null })
  const params = { requestedNetworks: 'auto', sealedAdminPass: null } as const
  await world.carryOut(await world.job('server-create', { serverId: id, ...params }))
  for (const host of world.hosts) if (host.driver.guests.has(id)) await host.bring(id, what.power)
  await world.io.network.setPortsStatus(id, what.power === 'shutdown' ? 'DOWN' : 'ACTIVE')
  await world.io.db
    .updateTable('compute.server')
    .set({ vm_state: what.vmState, power_state: what.power, task_state: what.taskState, ...what.columns })
    .where('id', '=', id)
    .execute()
  return id
}
