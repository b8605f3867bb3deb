import { tapName } from '#domain/server/server-names'
import type { FixedIp, PortInfo } from '#domain/server/server'

/** `network_data.json`: every address comes by DHCP, so it tells which link leads to which network. */
export function networkData(ports: readonly PortInfo[]): object {
  if (ports.length === 0) return {}
  const connected = ports.filter(({ fixedIps }) => fixedIps.length > 0)
  const dns = new Set(connected.flatMap(({ dnsNameservers }) => dnsNameservers))
  return {
    links: connected.map(linkOf),
    networks: connected
      .flatMap((port) => firstOfEachFamily(port).map(({ version }) => ({ port, version })))
      .map(({ port, version }, index) => ({
        id: `network${index}`,
        type: `ipv${version}_dhcp`,
        link: tapName(port.portId),
        network_id: port.networkId,
      })),
    services: [...dns].map((address) => ({ type: 'dns', address })),
  }
}

const linkOf = (port: PortInfo) => ({
  id: tapName(port.portId),
  vif_id: port.portId,
  type: 'bridge',
  mtu: null, // DHCP tells it
  ethernet_mac_address: port.mac,
})

const firstOfEachFamily = ({ fixedIps }: PortInfo): readonly FixedIp[] =>
  [4, 6].flatMap((version) => fixedIps.find((ip) => ip.version === version) ?? [])
