import { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import type { ServerId } from '#platform/ids'
import { unless } from './ffi/libvirt-error.ts'
import type { LibvirtHost } from './libvirt-host.ts'

/** A stream to the guest's VNC server over a socket that libvirt hands out; undefined when it is off or has no screen. */
export async function openVnc(host: LibvirtHost, serverId: ServerId): Promise<Duplex | undefined> {
  const descriptor = await host.withGuest(serverId, (domain) =>
    domain.openGraphics().catch(unless('OPERATION_INVALID', 'NO_SUPPORT', 'NO_DOMAIN')),
  )
  return descriptor === undefined ? undefined : new Socket({ fd: descriptor, readable: true, writable: true })
}
