import type { ServerId } from '#platform/ids'
import type { LibvirtHost } from './libvirt-host.ts'
import { pressPowerButton } from './power-button.ts'
import { hasPower } from './power-on.ts'

/** Asks the guest to shut down, and pulls the plug on one that has not within `graceMs`, or until `graceEnded`. */
export async function powerOff(
  host: LibvirtHost,
  serverId: ServerId,
  graceMs: number,
  graceEnded?: AbortSignal,
): Promise<void> {
  const power = await host.powerState(serverId)
  if (!hasPower(power)) return
  // A guest that is paused or asleep hears no button.
  if (power === 'running' && graceMs > 0 && (await pressPowerButton(host, serverId, { graceMs, graceEnded }))) return
  await host.withGuest(serverId, (domain) => domain.destroy())
}
