import type { Insertable } from 'kysely'
import type { AgentClient, OrderKind } from '#agent/orders/order-contract'
import { networkService } from '#companions/network/postgres-network'
import { placementService } from '#companions/placement/postgres-placement'
import type { Conductor } from '#conductor/conductor'
import { allFlows } from '#conductor/flows/all-flows'
import { agentReports, type Reports } from '#conductor/agent-reports'
import type { PowerState } from '#domain/server/power-state'
import type { Server } from '#domain/server/server'
import { fakeFacts } from '#driver/fake/fake-facts'
import { systemClock } from '#platform/clock'
import type { Database } from '#platform/db/database'
import type { ComputeServer } from '#platform/db/schema'
import { unavailable } from '#platform/errors'
import { finishWish } from '#platform/flow/wish-ledger'
import { writeWish, type Wish } from '#platform/flow/wishes'
import { type ImageId, newId, newRequestId, type ProjectId, type ServerId } from '#platform/ids'
import { silentLog } from '#platform/log'
import type { ServerFlowParams } from '#store/server-wishes'
import { recordAction } from '#store/server-action-store'
import { getServer } from '#store/server-store'
import { runIn, type FlowWorld } from '#test/flow-kit'
import { insertServer } from '#test/insert-server'
import { worldImages, type WorldImages } from '#test/world-images'

/** A host of a test world: what stands on it, and what it is told to do wrong. */
export interface WorldHost {
  name: string
  guests: Map<ServerId, PowerState>
  disks: Set<ServerId>
  /** The servers whose disks are kept as they were before a resize. */
  kept: Set<ServerId>
  /** Servers with the disks of a rescue. */
  rescues: Set<ServerId>
  nics: Set<ServerId>
  /** Files on their way into these images. */
  snapshots: Set<ImageId>
  orders: OrderKind[]
  fails: Map<OrderKind, Error>
  isReachable: boolean
  /** Called before each order; tests look at or change the world there. */
  before: (kind: OrderKind) => Promise<void>
}

/** A zone of its own with hosts that are fakes, over real placement, network and PostgreSQL. */
export interface ConductorWorld {
  io: Conductor
  projectId: ProjectId
  images: WorldImages
  hosts: readonly WorldHost[]
  host(name?: string): WorldHost
  reports: Reports
  kicked: Wish[]
  insertServer(what?: Partial<Insertable<ComputeServer>>): Promise<Server>
  /** Writes an action and its wish as the API would, for a server that stands as it should. */
  wish<Slug extends keyof ServerFlowParams>(flow: Slug, params: ServerFlowParams[Slug]): Promise<Wish>
  /** Runs a wish, and whatever it kicks, to its end in memory; the error of the first. */
  carryOut(wish: Wish): Promise<Error | undefined>
  server(id: ServerId): Promise<Server>
  /** All that the cloud holds for a server, timestamps left out. */
  holdings(id: ServerId): Promise<unknown>
}

/** Makes a world with `hostCount` hosts that are up; each has 32 virtual CPUs, 15.5 GB of memory and 100 GB of disk to give out. */
export async function conductorWorld(db: Database, hostCount = 1): Promise<ConductorWorld> {
  const zone = `zone-${newId<string>().slice(0, 8)}`
  const projectId = newId<string>().replaceAll('-', '') as ProjectId
  const hosts = Array.from({ length: hostCount }, (_, index) => aWorldHost(`${zone}-host-${index + 1}`))
  const kicked: Wish[] = []
  const images = worldImages()
  const io = conductorOver(db, zone, {
    images: images.service,
    agents: (name) =>
      agentOf(
        hosts.find((host) => host.name === name),
        images,
      ),
    flows: {
      wish: (trx, wish) => writeWish(trx, wish),
      kick: (wish) => void kicked.push(wish),
      stateOf: async () => 'running',
      prune: async () => 0,
    },
  })
  const reports = agentReports(io)
  for (const { name } of hosts) {
    const facts = fakeFacts({ hostname: name, vcpus: 8, ramMb: 16_384, diskGb: 100 })
    await reports.heartbeat({ hostName: name, facts, guests: [] })
  }
  const world: ConductorWorld = {
    io,
    projectId,
    images,
    hosts,
    kicked,
    reports,
    host: (name) => hosts.find((host) => name === undefined || host.name === name)!,
    insertServer: (what = {}) => insertServer(db, { project_id: projectId, pinned_zone: zone, ...what }),
    async wish(flow, params) {
      const requestId = newRequestId()
      const server = await getServer(db, params.serverId)
      await recordAction(db, { server, action: flow, caller: { userId: 'ada', projectId }, requestId })
      return writeWish(db, { flow, subjectId: server.id, params: { ...params }, requestId })
    },
    async carryOut(wish) {
      const flow = allFlows.find(({ slug }) => slug === wish.flow)!
      const error = await runIn(flow, { io, params: paramsOf(wish) })
      await finishWish(db, wish.id)
      for (const next of kicked.splice(0)) await world.carryOut(next)
      return error
    },
    server: (id) => getServer(db, id),
    holdings: (id) => holdings(db, hosts, id),
  }
  return world
}

/** A conductor over `db` and its real companions, whose hosts belong to `zone`. */
export const conductorOver = (
  db: Database,
  zone: string,
  {
    agents,
    flows,
    images = worldImages().service,
  }: Pick<Conductor, 'agents' | 'flows'> & Partial<Pick<Conductor, 'images'>>,
): Conductor => ({
  db,
  placement: placementService(db),
  network: networkService(db),
  images,
  agents,
  flows,
  clock: systemClock,
  log: silentLog,
  settings: {
    shutdown_timeout: 60,
    shelved_offload_time: 0,
    wait_soft_reboot_seconds: 120,
    resize_confirm_window: 0,
    reclaim_instance_interval: 0,
    service_down_time: 60,
    default_availability_zone: zone,
    cpu_allocation_ratio: 4,
    ram_allocation_ratio: 1,
    disk_allocation_ratio: 1,
    reserved_host_memory_mb: 512,
    reserved_host_disk_mb: 0,
  },
})

/** What a flow is told of a wish. */
export const paramsOf = (wish: Wish) => ({ ...wish.params, flowId: wish.id, requestId: wish.requestId })

/** A world as the flow kit wants it, for one wish. */
export const asFlowWorld = (world: ConductorWorld, wish: Wish): FlowWorld<Conductor> => ({
  io: world.io,
  params: paramsOf(wish),
  snapshot: () => world.holdings(wish.subjectId as ServerId),
})

const aWorldHost = (name: string): WorldHost => ({
  name,
  guests: new Map(),
  disks: new Set(),
  kept: new Set(),
  rescues: new Set(),
  nics: new Set(),
  snapshots: new Set(),
  orders: [],
  fails: new Map(),
  isReachable: true,
  before: async () => {},
})

function agentOf(host: WorldHost | undefined, images: WorldImages): AgentClient {
  if (!host?.isReachable) throw unavailable(`Host ${host?.name ?? '(unknown)'}`, 'Start its agent.')
  return {
    async order(kind, _orderId, params) {
      await host.before(kind)
      host.orders.push(kind)
      const error = host.fails.get(kind)
      if (error) throw error
      if (kind.startsWith('snapshot-')) return snapshotOn(host, kind, params as { imageId: ImageId }, images) as never
      return (await carryOutOn(host, kind, idIn(params))) as never
    },
    openVnc: async () => undefined,
    openSerial: async () => undefined,
  }
}

const idIn = (params: object): ServerId =>
  'guest' in params ? (params.guest as { serverId: ServerId }).serverId : (params as { serverId: ServerId }).serverId

function snapshotOn(host: WorldHost, kind: OrderKind, { imageId }: { imageId: ImageId }, images: WorldImages): null {
  if (kind === 'snapshot-make') host.snapshots.add(imageId)
  else host.snapshots.delete(imageId)
  if (kind === 'snapshot-upload') images.write(imageId)
  return null
}

async function carryOutOn(host: WorldHost, kind: OrderKind, id: ServerId): Promise<unknown> {
  const power = (state: PowerState) => {
    host.guests.set(id, state)
    return { power: state, fellBack: false }
  }
  switch (kind) {
    case 'nics-plug':
      return void host.nics.add(id)
    case 'nics-unplug':
      return void host.nics.delete(id)
    case 'disks-create':
      return void host.disks.add(id)
    case 'disks-rebuild':
      host.rescues.delete(id)
      return void host.disks.add(id)
    case 'disks-rescue':
      return void host.rescues.add(id)
    case 'disks-unrescue':
      return void host.rescues.delete(id)
    case 'disks-delete':
      host.kept.delete(id)
      return void host.disks.delete(id)
    case 'guest-attach-nic':
    case 'guest-detach-nic':
      return null
    case 'disks-resize':
      return void host.kept.add(id)
    case 'disks-revert-resize':
    case 'disks-confirm-resize':
      return void host.kept.delete(id)
    case 'guest-destroy':
      return void host.guests.delete(id)
    case 'guest-spawn':
    case 'guest-power-on':
    case 'guest-reboot':
    case 'guest-unpause':
    case 'guest-resume':
      return power('running')
    case 'guest-pause':
      return power('paused')
    case 'guest-power-off':
    case 'guest-suspend':
      return power('shutdown')
    case 'guest-nmi':
    case 'guest-set-password':
      return null
    default:
      throw new Error(`No test orders ${kind}.`)
  }
}

async function holdings(db: Database, hosts: readonly WorldHost[], id: ServerId) {
  const row = await db
    .selectFrom('compute.server')
    .select(['vm_state', 'power_state', 'network_info', 'host_id'])
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
  const claims = await db
    .selectFrom('placement.allocation')
    .select(['resource_class', 'used'])
    .where('consumer_id', '=', id)
    .orderBy('resource_class')
    .execute()
  const setAside = await db
    .selectFrom('placement.allocation as allocation')
    .innerJoin('compute.migration as migration', 'migration.uuid', 'allocation.consumer_id')
    .select(['allocation.resource_class', 'allocation.used'])
    .where('migration.server_id', '=', id)
    .orderBy('allocation.resource_class')
    .execute()
  const ports = await db
    .selectFrom('network.port')
    .select(['status', 'device_owner'])
    .where('device_id', '=', id)
    .execute()
  return {
    isPlaced: row.host_id !== null,
    power: row.power_state,
    knownPorts: (row.network_info as unknown[]).length,
    claims,
    ports: ports.map(({ status }) => status),
    ...(setAside.length > 0 && { setAside }),
    onHosts: hosts.map(({ guests, disks, rescues, kept, nics, snapshots }) => ({
      guest: guests.get(id) ?? null,
      disk: disks.has(id),
      ...(rescues.has(id) && { rescue: true }),
      ...(kept.has(id) && { kept: true }),
      ...(snapshots.size > 0 && { snapshots: snapshots.size }),
      nic: nics.has(id),
    })),
  }
}
