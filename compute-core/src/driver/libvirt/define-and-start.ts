import type { GuestSpec } from '#driver/compute-driver'
import { cacheModes } from './disk-cache.ts'
import { domainXml } from './domain-xml/domain-xml.ts'
import { defineDomain } from './ffi/domain.ts'
import { isLibvirtError, LibvirtError } from './ffi/libvirt-error.ts'
import { withCpus } from './guest-cpus.ts'
import type { LibvirtHost } from './libvirt-host.ts'

/** Makes the guest's definition anew and starts it; an error says which guest could not start, and why. */
export async function defineAndStart(host: LibvirtHost, guest: GuestSpec): Promise<void> {
  const modes = await cacheModes(guest.disks)
  await withCpus(host, guest, (cpus) =>
    start(host, guest, domainXml(guest, { type: host.domainType, cacheModes: modes, ...cpus })),
  )
}

function start(host: LibvirtHost, guest: GuestSpec, xml: string): Promise<void> {
  return host.use(async (connection) => {
    await host.refuseForeign(connection, guest.serverId)
    try {
      const domain = await defineDomain(connection, xml)
      await domain.create().finally(() => domain.free())
    } catch (error) {
      if (!isLibvirtError(error)) throw error
      throw new LibvirtError(error.number, `${guest.domainName} could not be started: ${error.message}`)
    }
  })
}
