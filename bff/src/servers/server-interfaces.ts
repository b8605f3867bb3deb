import type { CloudClient } from '../cloud/cloud-client.ts'
import type { ComputeInterface } from '../cloud/compute-answers.ts'

/** The network cards of a server's guest. */
export async function serverInterfaces(cloud: CloudClient, serverPath: string) {
  const { interfaceAttachments: cards } = await cloud.read<{ interfaceAttachments: ComputeInterface[] }>(
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
