import type { GuestNic } from '#driver/compute-driver'
import type { PortInfo } from '#domain/server/server'
import { conflict } from '#platform/errors'
import { guestNic } from './guest-nic.ts'
import type { HostNics } from './host-nics.ts'

/**
 * Networking for an ordinary user, who may not make bridges: each port gets QEMU's own user-mode network, whose DHCP leases out the
 * port's address. The guest reaches out; it does not reach its peers, and nobody reaches in.
 */
export const userNics = (): HostNics => ({
  plug: async (_serverId, ports) => ports.map(userNic),
  settle: async (_serverId, ports) => ports.map(userNic),
  unplug: async () => {},
  linksFor: (ports) => ports.map(userNic),
  restore: async () => {},
  sweep: async () => {},
})

function userNic(port: PortInfo): GuestNic {
  const ip = port.fixedIps.find(({ version }) => version === 4)
  if (!ip) throw conflict(`Port ${port.portId} has no IPv4 address.`, 'User-mode networking needs one.')
  return guestNic(port, { kind: 'user', cidr: ip.cidr, address: ip.address })
}
