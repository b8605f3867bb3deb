import type { Server } from '#domain/server/server'

interface Address {
  addr: string
  version: 4 | 6
  'OS-EXT-IPS:type': 'fixed'
  'OS-EXT-IPS-MAC:mac_addr': string
}

/** A server's addresses by network; none are shown while it is being built. */
export function viewAddresses({ vmState, networkInfo }: Pick<Server, 'vmState' | 'networkInfo'>) {
  if (vmState === 'building') return {}
  const addresses: Record<string, Address[]> = {}
  for (const port of networkInfo) {
    const list = (addresses[port.networkName] ??= [])
    for (const { address, version } of port.fixedIps)
      list.push({ addr: address, version, 'OS-EXT-IPS:type': 'fixed', 'OS-EXT-IPS-MAC:mac_addr': port.mac })
  }
  return addresses
}
