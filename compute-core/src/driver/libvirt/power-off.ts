import type { ServerId } from '#platform/ids'
import type { LibvirtHost } from './libvirt-host.ts'
import { isOn } from './power-on.ts'
import { pressPowerButton } from './power-button.ts'

/** Asks the guest to shut down, and pulls the plug on one that has not within `graceMs`. */
export async function powerOff(host: LibvirtHost, serverId: ServerId, graceMs: number): Promise<void> {
  if (!(await isOn(host, serverId))) return
  if (graceMs > 0 && (await pressPowerButton(host, serverId, graceMs))) return
  await host.withGuest(serverId, (domain) => domain.destroy())
}
