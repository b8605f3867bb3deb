import type { EmbeddedFlavor } from '#domain/server/server'
import type { ServerGroupPolicy } from '#domain/server-group/server-group'
import type { HostId, ServerId } from '#platform/ids'

/** What a server needs of a host. */
export interface HostRequest {
  flavor: Pick<EmbeddedFlavor, 'name' | 'vcpus' | 'ramMb' | 'diskGb' | 'ephemeralGb' | 'swapMb' | 'extraSpecs'>
  /** Whose server it will be; null where that is not known. */
  projectId: string | null
  imageProperties: Readonly<Record<string, string>>
  /** Only hosts of this zone. */
  zone: string | null
  /** Only this host; the filters still have their say. */
  requestedHost: string | null
  /** Hosts where it has failed before. */
  avoidHosts: readonly string[]
  /** Hint `different_host`: not where one of these runs. */
  differentFrom: readonly ServerId[]
  /** Hint `same_host`: where one of these runs. */
  sameAs: readonly ServerId[]
  /** The server's group, when it is in one. */
  group: GroupRequest | null
}

/** What a server's group wants of its host. */
export interface GroupRequest {
  policy: ServerGroupPolicy
  /** How many of an anti-affinity group may share a host. */
  maxServerPerHost: number
  /** How many of the others are on each host, or on their way there. */
  membersOn: ReadonlyMap<HostId, number>
}

/** Disk that the flavor takes, in whole GB: root, ephemeral and swap. */
export const diskGbOf = ({ flavor }: Pick<HostRequest, 'flavor'>): number =>
  flavor.diskGb + flavor.ephemeralGb + Math.ceil(flavor.swapMb / 1024)

/** The ids of a scheduler hint: one, or a list of them. */
export function hintedServers(hint: unknown): readonly ServerId[] {
  const ids = Array.isArray(hint) ? hint : [hint]
  return ids.filter((id): id is ServerId => typeof id === 'string')
}
