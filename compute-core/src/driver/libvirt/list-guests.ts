import type { PowerState } from '#domain/server/power-state'
import type { ServerId } from '#platform/ids'
import { eachDomain } from './ffi/list-domains.ts'
import { unless } from './ffi/libvirt-error.ts'
import type { LibvirtHost } from './libvirt-host.ts'

/** Our guests with their power; one that vanishes while we look is left out. */
export function listGuests(host: LibvirtHost): Promise<ReadonlyMap<ServerId, PowerState>> {
  return host.use(async (connection) => {
    const guests = new Map<ServerId, PowerState>()
    await eachDomain(connection, async (domain) => {
      if (!(await host.isOurs(domain))) return
      const power = await domain.powerState().catch(unless('NO_DOMAIN'))
      if (power !== undefined) guests.set(domain.serverId, power)
    })
    return guests
  })
}
