import type { GuestSpec } from '#driver/compute-driver'
import type { ServerId } from '#platform/ids'
import type { Domain } from './ffi/domain.ts'
import type { LibvirtHost } from './libvirt-host.ts'
import { doesNotRun, onGuest } from './on-guest.ts'
import { setClock } from './pause.ts'
import { isOn, powerOn } from './power-on.ts'

/** The guest runs again when it is restored, also where somebody had paused it. */
const restoreRunning = 2

/** Writes the guest's memory to the host's disk and switches the guest off; libvirt starts it from there. */
export function suspend(host: LibvirtHost, serverId: ServerId): Promise<void> {
  return host.inTurn(serverId, async () => {
    if (await isOn(host, serverId))
      await onGuest(host, serverId, (domain) => domain.call((lib) => lib.virDomainManagedSave, restoreRunning))
    else if (!(await host.withGuest(serverId, isSaved))) throw doesNotRun(serverId)
  })
}

/** Starts the guest from the memory that `suspend` has kept, at the time that it is now. */
export async function resume(host: LibvirtHost, guest: GuestSpec): Promise<void> {
  await powerOn(host, guest)
  await setClock(host, guest.serverId)
}

/** Throws away the memory that `suspend` has kept, so that the next start is a boot. */
export async function forgetMemory(domain: Domain): Promise<void> {
  if (await isSaved(domain)) await domain.call((lib) => lib.virDomainManagedSaveRemove, 0)
}

const isSaved = async (domain: Domain) => (await domain.call((lib) => lib.virDomainHasManagedSaveImage, 0)) === 1
