import type { CloudClient } from '../cloud/cloud-client.ts'
import type { InterfaceView } from '@kilonova/compute-core/api/server-interfaces/interface-schema'
import type { PortView } from '@kilonova/compute-core/services/network/api/port-view'

/** The network interfaces of a server, with the names of their networks. */
export async function serverInterfaces(cloud: CloudClient, id: string, serverPath: string) {
  const [{ interfaceAttachments: cards }, names] = await Promise.all([
    cloud.read<{ interfaceAttachments: InterfaceView[] }>('compute', `${serverPath}/os-interface`),
    networkNames(cloud, id),
  ])
  return cards.map(({ port_id, net_id, mac_addr, fixed_ips }) => ({
    portId: port_id,
    networkId: net_id,
    /** Null where it has none. */
    networkName: names.get(net_id) || null,
    mac: mac_addr,
    addresses: fixed_ips.map(({ ip_address }) => ip_address),
  }))
}

/** What the networks of a server are called, by their ids. */
async function networkNames(cloud: CloudClient, serverId: string): Promise<ReadonlyMap<string, string>> {
  const query = new URLSearchParams({ device_id: serverId, 'kilonova:names': 'true' })
  const { ports } = await cloud.read<{ ports: PortView[] }>('network', `/ports?${query}`)
  return new Map(ports.map((port) => [port.network_id, port['kilonova:network_name'] ?? '']))
}
