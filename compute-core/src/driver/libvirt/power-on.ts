import type { GuestSpec } from '#driver/compute-driver'
import type { ServerId } from '#platform/ids'
import { defineAndStart } from './define-and-start.ts'
import type { LibvirtHost } from './libvirt-host.ts'

/** Starts the guest from a fresh definition, unless it is on. */
export function powerOn(host: LibvirtHost, guest: GuestSpec): Promise<void> {
  return host.inTurn(guest.serverId, async () => {
    if (!(await isOn(host, guest.serverId))) await defineAndStart(host, guest)
  })
}

/** Whether the guest is there and has power, be it paused or asleep. */
export async function isOn(host: LibvirtHost, serverId: ServerId): Promise<boolean> {
  const power = await host.powerState(serverId)
  return power !== undefined && power !== 'shutdown' && power !== 'crashed'
}
