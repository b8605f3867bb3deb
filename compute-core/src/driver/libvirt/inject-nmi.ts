import type { ServerId } from '#platform/ids'
import type { LibvirtHost } from './libvirt-host.ts'
import { onGuest } from './on-guest.ts'

/** Sends a non-maskable interrupt to the guest's processors. */
export async function injectNmi(host: LibvirtHost, serverId: ServerId): Promise<void> {
  await onGuest(host, serverId, (domain) => domain.call((lib) => lib.virDomainInjectNMI, 0))
}
