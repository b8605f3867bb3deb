import type { CloudClient } from '../cloud/cloud-client.ts'
import type { InterfaceView } from '@kilonova/compute-core/api/server-interfaces/interface-schema'

/** The network interfaces of a server. */
export async function serverInterfaces(cloud: CloudClient, serverPath: string) {
  const { interfaceAttachments: cards } = await cloud.read<{ interfaceAttachments: InterfaceView[] }>(
    'compute',
    `${serverPath}/os-interface`,
  )
  return cards.map(({ port_id, net_id, mac_addr, fixed_ips }) => ({
    portId: port_id,
    networkId: net_id,
    mac: mac_addr,
    addresses: fixed_ips.map(({ ip_address }) => ip_address),
  }))
}
