import type { GuestSpec } from '#driver/compute-driver'
import { defineAndStart } from './define-and-start.ts'
import type { LibvirtHost } from './libvirt-host.ts'

/** Pulls the plug and starts the guest from a fresh definition. */
export function hardReboot(host: LibvirtHost, guest: GuestSpec): Promise<void> {
  return host.inTurn(guest.serverId, async () => {
    await host.withGuest(guest.serverId, (domain) => domain.destroy())
    await defineAndStart(host, guest)
  })
}
