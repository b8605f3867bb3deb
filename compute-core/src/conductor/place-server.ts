import { setTimeout as pause } from 'node:timers/promises'
import type { Resources } from '#services/placement/placement-service'
import type { Server } from '#domain/server/server'
import { CloudError } from '#platform/errors'
import type { HostId } from '#platform/ids'
import { diskGbOf, hintedServers, type HostRequest } from '#scheduler/host-request'
import { hostIsDown } from '#scheduler/filters/compute-filter'
import { refusalsOf } from '#scheduler/explain'
import type { HostState } from '#scheduler/host-state'
import { reckon } from '#scheduler/reckon'
import { refusedHostsText } from '#scheduler/refused-hosts'
import { countReasons, select, type Selection } from '#scheduler/select'
import type { Conductor } from './conductor.ts'
import { hostStates, sharedHostStates } from './host-states.ts'
import { claimInTurn } from './in-turn.ts'
import { placeInGroup } from './place-in-group.ts'

/** Where a server has its claim. */
export interface Place {
  hostId: HostId
  hostName: string
  zone: string
}

/**
 * Chooses a host for `server` and claims its room there: the best first, the others when somebody else was quicker. A claim that the
 * server held before is given back. Throws `no-valid-host` with the reasons, counted.
 */
export async function placeServer(
  io: Pick<Conductor, 'db' | 'placement' | 'settings'>,
  server: Server,
  wanted: { requestedHost?: string | undefined; avoidHosts?: readonly string[] | undefined },
  isStarting: () => boolean = justStarted,
): Promise<Place> {
  await io.placement.release(server.id)
  return placeInGroup(io, server, (group) =>
    chooseAndClaim(io, server, { ...requestOf(server, wanted), group }, isStarting),
  )
}

async function chooseAndClaim(
  io: Pick<Conductor, 'db' | 'placement' | 'settings'>,
  server: Server,
  request: HostRequest,
  isStarting: () => boolean,
): Promise<Place> {
  const read = await sharedHostStates(io)
  // From here to the first `reckon` nothing may wait: the next one who shares the reading has to see it.
  const shared = select(request, read)
  // Others may have reckoned with room that they did not get in the end: nobody is refused for that.
  const { ranked, rejections, hosts } =
    shared.ranked.length > 0 ? { ...shared, hosts: read } : await selectOnceHeard(io, request, isStarting)
  for (const host of ranked) {
    const { id, name, zone } = host
    reckon(host, request, server.id)
    const claim = { consumerId: server.id, providerId: id, projectId: server.projectId, userId: server.userId }
    const wanted = { ...claim, resources: resourcesOf(request) }
    if (await claimInTurn(() => io.placement.claim(wanted))) return { hostId: id, hostName: name, zone }
  }
  const lost = ranked.map(({ name }) => ({ host: name, filter: 'Placement', because: 'had room until others took it' }))
  const fitting = new Set(ranked)
  const refused = hosts.filter((host) => !fitting.has(host))
  const detail = refusedHostsText([...lost, ...everyRefusal(request, refused)])
  throw new CloudError({ kind: 'no-valid-host', rejections: countReasons([...rejections, ...lost]), detail })
}

const everyRefusal = (request: HostRequest, hosts: readonly HostState[]) =>
  hosts.flatMap((host) => refusalsOf(host, request).map((refusal) => ({ host: host.name, ...refusal })))

/** How long a process that has just started may wait for its hosts' first heartbeat. */
const justStarted = () => process.uptime() < 20

/** A cloud that has just started has not heard of its hosts yet: what it goes on with must not fail for that. */
async function selectOnceHeard(
  io: Pick<Conductor, 'db' | 'placement' | 'settings'>,
  request: HostRequest,
  isStarting: () => boolean,
): Promise<Selection & { hosts: readonly HostState[] }> {
  for (;;) {
    const hosts = await hostStates(io)
    const selection = select(request, hosts)
    const mayStillCome = hosts.length === 0 || selection.rejections.some(({ because }) => because === hostIsDown)
    if (selection.ranked.length > 0 || !mayStillCome || !isStarting()) return { ...selection, hosts }
    await pause(200)
  }
}

/** What of a server decides which hosts will do. */
export type PlacedServer = Pick<Server, 'flavor' | 'projectId' | 'imageProperties' | 'pinnedZone' | 'schedulerHints'>

/** What a server needs of its host. */
export const requestOf = (
  { flavor, projectId, imageProperties, pinnedZone, schedulerHints }: PlacedServer,
  {
    requestedHost,
    avoidHosts = [],
  }: { requestedHost?: string | undefined; avoidHosts?: readonly string[] | undefined },
): HostRequest => ({
  flavor,
  projectId,
  imageProperties,
  zone: pinnedZone,
  requestedHost: requestedHost ?? null,
  avoidHosts,
  differentFrom: hintedServers(schedulerHints['different_host']),
  sameAs: hintedServers(schedulerHints['same_host']),
  group: null,
})

const resourcesOf = (request: HostRequest): Resources => ({
  VCPU: request.flavor.vcpus,
  MEMORY_MB: request.flavor.ramMb,
  DISK_GB: diskGbOf(request),
})
