import type { GuestSpec } from '#driver/compute-driver'
import type { PowerState } from '#domain/server/power-state'
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
  return hasPower(await host.powerState(serverId))
}

/** Whether a guest in that state has power; undefined is one that is not there. */
export const hasPower = (power: PowerState | undefined): boolean =>
  power !== undefined && power !== 'shutdown' && power !== 'crashed'
