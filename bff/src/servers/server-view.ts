import type { ComputeServer } from '../cloud/compute-answers.ts'
import type { Session } from '../session/session.ts'
import { refusalsOf, type Refusals } from './server-refusals.ts'

/** A server as lists and pages show it. */
export interface ServerView {
  id: string
  name: string
  status: string
  vmState: string
  taskState: string | null
  powerState: number
  progress: number
  addresses: { network: string; address: string; version: 4 | 6; type: string; mac: string | null }[]
  flavor: { name: string; vcpus: number; ramMb: number; diskGb: number }
  image: { id: string; name: string | null } | null
  keyName: string | null
  createdAt: string
  launchedAt: string | null
  locked: boolean
  lockedReason: string | null
  /** Why each action is not possible now; an action that is possible is absent. */
  refusals: Refusals
}

/** The page's view of `server`; `imageNames` for what compute only knows by id. */
export function serverView(
  server: ComputeServer,
  imageNames: ReadonlyMap<string, string>,
  session: Session,
): ServerView {
  const { flavor, image } = server
  return {
    id: server.id,
    name: server.name,
    status: server.status,
    vmState: server['OS-EXT-STS:vm_state'],
    taskState: server['OS-EXT-STS:task_state'],
    powerState: server['OS-EXT-STS:power_state'],
    progress: server.progress ?? 0,
    addresses: addressesOf(server),
    flavor: { name: flavor.original_name, vcpus: flavor.vcpus, ramMb: flavor.ram, diskGb: flavor.disk },
    image: image ? { id: image.id, name: imageNames.get(image.id) ?? null } : null,
    keyName: server.key_name,
    createdAt: server.created,
    launchedAt: asUtc(server['OS-SRV-USG:launched_at']),
    locked: server.locked,
    lockedReason: server.locked_reason,
    refusals: refusalsOf(server, session),
  }
}

const addressesOf = (server: ComputeServer): ServerView['addresses'] =>
  Object.entries(server.addresses).flatMap(([network, addresses]) =>
    addresses.map((address) => ({
      network,
      address: address.addr,
      version: address.version,
      type: address['OS-EXT-IPS:type'] ?? 'fixed',
      mac: address['OS-EXT-IPS-MAC:mac_addr'] ?? null,
    })),
  )

/** Nova leaves the zone off some of its times; all of them are UTC. */
export const asUtc = <Time extends string | null>(time: Time): Time =>
  (time !== null && !/(Z|[+-]\d\d:?\d\d)$/.test(time) ? `${time}Z` : time) as Time
