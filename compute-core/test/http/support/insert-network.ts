import type { Database } from '#platform/db/database'
import { newId, type NetworkId, type PortId } from '#platform/ids'

/** Writes a network with one subnet, such as `10.9.0.0/24`. */
export async function insertNetwork(
  db: Database,
  projectId: string,
  cidr: string,
  what: { id?: string } = {},
): Promise<{ id: NetworkId; subnetId: string }> {
  const at = (host: number) => cidr.replace(/0\/24$/, String(host))
  const [id, subnetId] = [(what.id ?? newId()) as NetworkId, newId<string>()]
  await db
    .insertInto('network.network')
    .values({ id, project_id: projectId, name: `net-${cidr}` })
    .execute()
  await db
    .insertInto('network.subnet')
    .values({
      id: subnetId,
      network_id: id,
      project_id: projectId,
      ip_version: 4,
      cidr,
      gateway_ip: at(1),
      allocation_pools: JSON.stringify([{ start: at(2), end: at(200) }]),
    })
    .execute()
  return { id, subnetId }
}

/** Writes a port with an address on that network, which nobody uses unless `what` says so. */
export async function insertPort(
  db: Database,
  network: { id: NetworkId; subnetId: string },
  address: string,
  what: { id?: string; project_id: string; device_id?: string; device_owner?: string; made_for_server?: boolean },
): Promise<PortId> {
  const id = (what.id ?? newId()) as PortId
  const mac_address = `fa:16:3e:${id.slice(0, 6).match(/../g)!.join(':')}`
  await db
    .insertInto('network.port')
    .values({ status: 'ACTIVE', ...what, id, network_id: network.id, mac_address })
    .execute()
  await db
    .insertInto('network.port_address')
    .values({ port_id: id, subnet_id: network.subnetId, ip_address: address })
    .execute()
  return id
}
