import type { Duplex } from 'node:stream'
import type { ServerId } from '#platform/ids'
import { unless } from './ffi/libvirt-error.ts'
import type { LibvirtHost } from './libvirt-host.ts'
import { watchTerminal } from './shared-terminal.ts'

/** The guest's serial port, which QEMU has made a terminal of on this host; undefined while the guest has no power. */
export async function openSerial(host: LibvirtHost, serverId: ServerId): Promise<Duplex | undefined> {
  const xml = await host.withGuest(serverId, (domain) =>
    domain.call((lib) => lib.virDomainGetXMLDesc, 0).catch(unless('NO_DOMAIN')),
  )
  const path = /<serial type='pty'>\s*<source path='([^']+)'/.exec(xml ?? '')?.[1]
  return path === undefined ? undefined : watchTerminal(path)
}
