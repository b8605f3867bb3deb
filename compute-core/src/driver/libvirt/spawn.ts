import type { GuestSpec } from '#driver/compute-driver'
import { defineAndStart } from './define-and-start.ts'
import { forget } from './destroy.ts'
import type { LibvirtHost } from './libvirt-host.ts'
import { isOn } from './power-on.ts'

/** Defines the guest and starts it; one that cannot start is forgotten again. */
export function spawn(host: LibvirtHost, guest: GuestSpec): Promise<void> {
  return host.inTurn(guest.serverId, async () => {
    if (await isOn(host, guest.serverId)) return
    try {
      await defineAndStart(host, guest)
    } catch (error) {
      // What went wrong first is what the caller has to know; if libvirt is gone, the definition waits for the next try.
      await forget(host, guest.serverId).catch(() => undefined)
      throw error
    }
  })
}
