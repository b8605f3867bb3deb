import type { GuestSpec } from '#driver/compute-driver'
import { defineAndStart } from './define-and-start.ts'
import type { LibvirtHost } from './libvirt-host.ts'
import { forgetMemory } from './suspend.ts'

/** Pulls the plug and boots the guest from a fresh definition. */
export function hardReboot(host: LibvirtHost, guest: GuestSpec): Promise<void> {
  return host.inTurn(guest.serverId, async () => {
    await host.withGuest(guest.serverId, async (domain) => {
      await domain.destroy()
      await forgetMemory(domain)
    })
    await defineAndStart(host, guest)
  })
}
