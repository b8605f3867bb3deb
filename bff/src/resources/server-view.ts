import type { ListedServerView } from '@kilonova/compute-core/api/servers/server-schema'

/** A server as lists and pages show it. */
export interface ServerView {
  id: string
  name: string
  status: string
  vmState: string
  taskState: string | null
  powerState: number
  addresses: { network: string; address: string; version: 4 | 6; type: string; mac: string }[]
  flavor: { name: string; vcpus: number; ramMb: number; diskGb: number }
  image: { id: string; name: string | null } | null
  keyName: string | null
  tags: string[]
  zone: string
  /** Null also for those who may not know it. */
  host: string | null
  projectId: string
  userId: string
  createdAt: string
  updatedAt: string
  launchedAt: string | null
  locked: boolean
  lockedReason: string | null
}

/** The page's view of `server`; `imageName` for what compute knows by its id only. */
export function serverView(server: ListedServerView, imageName: string | null): ServerView {
  const { flavor, image } = server
  return {
    id: server.id,
    name: server.name,
    status: server.status,
    vmState: server['OS-EXT-STS:vm_state'],
    taskState: server['OS-EXT-STS:task_state'],
    powerState: server['OS-EXT-STS:power_state'],
    addresses: addressesOf(server),
    flavor: { name: flavor.original_name, vcpus: flavor.vcpus, ramMb: flavor.ram, diskGb: flavor.disk },
    image: image ? { id: image.id, name: imageName } : null,
    keyName: server.key_name,
    tags: server.tags,
    zone: server['OS-EXT-AZ:availability_zone'],
    host: server['OS-EXT-SRV-ATTR:host'] ?? null,
    projectId: server.tenant_id,
    userId: server.user_id,
    createdAt: server.created,
    updatedAt: server.updated,
    launchedAt: asUtc(server['OS-SRV-USG:launched_at']),
    locked: server.locked,
    lockedReason: server.locked_reason,
  }
}

const addressesOf = (server: ListedServerView): ServerView['addresses'] =>
  Object.entries(server.addresses).flatMap(([network, addresses]) =>
    addresses.map((address) => ({
      network,
      address: address.addr,
      version: address.version,
      type: address['OS-EXT-IPS:type'],
      mac: address['OS-EXT-IPS-MAC:mac_addr'],
    })),
  )

/** Nova leaves the zone off some of its times; all of them are UTC. */
export const asUtc = <Time extends string | null>(time: Time): Time =>
  (time !== null && !/(Z|[+-]\d\d:?\d\d)$/.test(time) ? `${time}Z` : time) as Time
