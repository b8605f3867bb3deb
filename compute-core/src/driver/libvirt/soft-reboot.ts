import type { ServerId } from '#platform/ids'
import { unless } from './ffi/libvirt-error.ts'
import type { LibvirtHost } from './libvirt-host.ts'
import { pressPowerButton } from './power-button.ts'

/** Lets the guest shut itself down and starts it again; false for a guest that was not running or did not listen in time. */
export async function softReboot(
  host: LibvirtHost,
  serverId: ServerId,
  graceMs: number,
  graceEnded?: AbortSignal,
): Promise<boolean> {
  if ((await host.powerState(serverId)) !== 'running') return false
  if (!(await pressPowerButton(host, serverId, { graceMs, graceEnded }))) return false
  const started = await host.inTurn(serverId, () =>
    // Somebody else may have started it meanwhile, which is what was wanted.
    host.withGuest(serverId, (domain) =>
      domain
        .create()
        .catch(unless('OPERATION_INVALID'))
        .then(() => true),
    ),
  )
  return started ?? false
}
