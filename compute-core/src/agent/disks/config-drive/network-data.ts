import { netmask } from '#agent/netmask'
import { tapName } from '#domain/server/server-names'
import type { FixedIp, PortInfo } from '#domain/server/server'

/** `network_data.json`: which link leads to which network; where no DHCP tells it, also the address and the ways out. */
export function networkData(ports: readonly PortInfo[]): object {
  if (ports.length === 0) return {}
  const connected = ports.filter(({ fixedIps }) => fixedIps.length > 0)
  const dns = new Set(connected.flatMap(({ dnsNameservers }) => dnsNameservers))
  return {
    links: connected.map(linkOf),
    networks: connected
      .flatMap((port) => firstOfEachFamily(port).map((ip) => ({ port, ip })))
      .map(({ port, ip }, index) => ({
        id: `network${index}`,
        type: ip.dhcp === false ? `ipv${ip.version}` : `ipv${ip.version}_dhcp`,
        link: tapName(port.portId),
        network_id: port.networkId,
        ...(ip.dhcp === false && ip.version === 4 && staticAddress(ip)),
      })),
    services: [...dns].map((address) => ({ type: 'dns', address })),
  }
}

/** As Nova's virt/netutils.py has it. */
const staticAddress = ({ address, cidr, gateway, hostRoutes = [] }: FixedIp) => ({
  ip_address: address,
  netmask: netmask(cidr),
  routes: [...hostRoutes, ...(gateway === null ? [] : [{ destination: '0.0.0.0/0', nexthop: gateway }])].map(
    ({ destination, nexthop }) => ({
      network: destination.split('/')[0],
      netmask: netmask(destination),
      gateway: nexthop,
    }),
  ),
})

const linkOf = (port: PortInfo) => ({
  id: tapName(port.portId),
  vif_id: port.portId,
  type: 'bridge',
  mtu: null, // DHCP tells it
  ethernet_mac_address: port.mac,
})

const firstOfEachFamily = ({ fixedIps }: PortInfo): readonly FixedIp[] =>
  [4, 6].flatMap((version) => fixedIps.find((ip) => ip.version === version) ?? [])
