import type { PowerState } from '#domain/server/power-state'
import type { ServerId } from '#platform/ids'
import type { Domain } from './ffi/domain.ts'
import { unless } from './ffi/libvirt-error.ts'
import type { LibvirtHost } from './libvirt-host.ts'
import { doesNotRun, onGuest } from './on-guest.ts'
import { hasPower } from './power-on.ts'

/** Stops the guest's processors where they are; its memory stays in memory. */
export function pause(host: LibvirtHost, serverId: ServerId): Promise<void> {
  return onGuest(host, serverId, async (domain) => {
    const power = await powerOf(domain, serverId)
    if (power !== 'paused') await domain.call((lib) => lib.virDomainSuspend)
  })
}

/** Lets a paused guest go on, at the time that it is now. */
export async function unpause(host: LibvirtHost, serverId: ServerId): Promise<void> {
  await onGuest(host, serverId, async (domain) => {
    const power = await powerOf(domain, serverId)
    if (power !== 'running') await domain.call((lib) => lib.virDomainResume)
  })
  await setClock(host, serverId)
}

async function powerOf(domain: Domain, serverId: ServerId): Promise<PowerState> {
  const power = await domain.powerState()
  if (!hasPower(power)) throw doesNotRun(serverId)
  return power
}

/** Tells the guest's agent what time it is. A guest without one goes on at its own time: nobody but it can change that. */
export async function setClock(host: LibvirtHost, serverId: ServerId): Promise<void> {
  const nowSeconds = Math.floor(Date.now() / 1000)
  await host.withGuest(serverId, (domain) =>
    domain.call((lib) => lib.virDomainSetTime, nowSeconds, 0, 0).catch(unless()),
  )
}
