/** Hosts under a name, with metadata that the scheduler reads. */
export interface Aggregate {
  id: number
  /** Its id in placement. */
  uuid: string
  name: string
  metadata: Readonly<Record<string, string>>
  /** The names of its hosts, in their order. */
  hosts: readonly string[]
  createdAt: Date
  /** When its name or its metadata changed; null while they are as they were made. */
  updatedAt: Date | null
}

/** The key of the metadata that makes an aggregate's hosts an availability zone. */
export const zoneKey = 'availability_zone'

/** The availability zone of an aggregate; undefined for one that says nothing of zones. */
export const zoneOf = ({ metadata }: Pick<Aggregate, 'metadata'>): string | undefined => metadata[zoneKey]

/** What of hosts stands in the way of another zone. */
export interface ZoneObstacles {
  /** The zones, other than the wanted one, that other aggregates give to these hosts. */
  otherZones: readonly string[]
  /** Those of the hosts that have servers. */
  hostsWithServers: readonly string[]
}

/** Why hosts cannot be in `zone`, and what would make it possible; undefined when they can. */
export function whyNotInZone(
  zone: string,
  { otherZones, hostsWithServers }: ZoneObstacles,
): { message: string; hint: string } | undefined {
  if (otherZones.length > 0)
    return {
      message: `A host is in one availability zone, and other aggregates have hosts of this one in ${otherZones.join(', ')}, not in ${zone}.`,
      hint: 'Remove those hosts from one of the two aggregates first.',
    }
  return whyZoneStays(hostsWithServers)
}

/** Why hosts cannot change their zone: servers are on them; undefined when there are none. */
export function whyZoneStays(hostsWithServers: readonly string[]): { message: string; hint: string } | undefined {
  if (hostsWithServers.length === 0) return undefined
  const [host, hosts] = hostsWithServers.length === 1 ? ['Host', 'has servers'] : ['Hosts', 'have servers']
  return {
    message: `${host} ${hostsWithServers.join(', ')} ${hosts}, whose availability zone would change.`,
    hint: 'Move or delete them first.',
  }
}

/** The metadata with `changes` made to it; null takes a key away. */
export const withChanges = (
  metadata: Readonly<Record<string, string>>,
  changes: Readonly<Record<string, string | null>>,
): Record<string, string> =>
  Object.fromEntries(
    Object.entries({ ...metadata, ...changes }).filter((entry): entry is [string, string] => entry[1] !== null),
  )
