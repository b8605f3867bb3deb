import type { ServerId } from '#platform/ids'
import type { LibvirtHost } from './libvirt-host.ts'

/** Pulls the plug and forgets the definition; disks stay. */
export function destroy(host: LibvirtHost, serverId: ServerId): Promise<void> {
  return host.inTurn(serverId, () => forget(host, serverId))
}

/** The same for those whose turn it is already. */
export async function forget(host: LibvirtHost, serverId: ServerId): Promise<void> {
  await host.withGuest(serverId, async (domain) => {
    await domain.destroy()
    await domain.undefine()
  })
}
