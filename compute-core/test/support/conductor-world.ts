import type { Insertable } from 'kysely'
import { commandContractVersion } from '#agent/commands/command-contract'
import type { DesiredStates } from '#agent/desired/desired-contract'
import { desiredStates } from '#conductor/desired-state'
import { identityService } from '#services/identity/identity-service'
import { networkService } from '#services/network/postgres-network'
import { placementService } from '#services/placement/postgres-placement'
import type { Conductor } from '#conductor/conductor'
import { allFlows } from '#conductor/flows/all-flows'
import { agentReports, type Reports } from '#conductor/agent-reports'
import { lifecycle, type ServerAction } from '#domain/server/lifecycle'
import type { Server } from '#domain/server/server'
import { systemClock } from '#platform/clock'
import type { Database } from '#platform/db/database'
import type { ComputeServer } from '#platform/db/schema'
import { finishJob } from '#platform/flow/job-ledger'
import { writeJob, type Job } from '#platform/flow/jobs'
import { type ImageId, newId, newRequestId, type ProjectId, type ServerId } from '#platform/ids'
import { silentLog } from '#platform/log'
import { beginAction } from '#store/begin-action'
import type { ServerFlowParams } from '#store/server-jobs'
import { recordAction } from '#store/server-action-store'
import { findServer, getServer } from '#store/server-store'
import { fakeHost, type FakeHost, standing } from '#test/fake-host'
import { runIn, type FlowWorld } from '#test/flow-kit'
import { insertServer } from '#test/insert-server'
import { worldImages, type WorldImages } from '#test/world-images'

/** A zone of its own with fake hosts, over real placement, network and PostgreSQL. */
export interface ConductorWorld {
  io: Conductor
  projectId: ProjectId
  images: WorldImages
  hosts: readonly FakeHost[]
  host(name?: string): FakeHost
  reports: Reports
  dispatched: Job[]
  insertServer(what?: Partial<Insertable<ComputeServer>>): Promise<Server>
  /** Writes an action and its job as the API would, for a server that stands as it should. */
  job<Slug extends keyof ServerFlowParams>(flow: Slug, params: ServerFlowParams[Slug]): Promise<Job>
  /** Runs a job, and whatever it dispatches, to its end in memory; the error of the first. */
  carryOut(job: Job): Promise<Error | undefined>
  server(id: ServerId): Promise<Server>
  /** All that the cloud holds for a server, timestamps left out. */
  holdings(id: ServerId): Promise<unknown>
}

/** Makes a world with `hostCount` hosts that are up; each gives out 32 virtual CPUs, 15.5 GB of memory and 100 GB of disk, unless `size` says more. */
export async function conductorWorld(
  db: Database,
  hostCount = 1,
  size = { vcpus: 8, ramMb: 16_384, diskGb: 100 },
): Promise<ConductorWorld> {
  const zone = `zone-${newId<string>().slice(0, 8)}`
  const projectId = newId<string>().replaceAll('-', '') as ProjectId
  const dispatched: Job[] = []
  const images = worldImages()
  const hosts = Array.from({ length: hostCount }, (_, index) => {
    const hostname = `${zone}-host-${index + 1}`
    const writes = { write: async ({ id }: { id: ImageId }) => images.write(id) }
    return fakeHost(
      { hostname, ...size },
      writes,
      statesOf(() => io, hostname),
    )
  })
  const io = conductorOver(db, zone, {
    images: images.service,
    agents: (name) => named(hosts, name).client(),
    flows: {
      ...atOnce,
      dispatch: (job) => void dispatched.push(job as Job),
      stateOf: async () => 'running',
      prune: async () => 0,
      takeUp: async () => 0,
    },
  })
  const reports = agentReports(io)
  for (const { name: hostName, driver } of hosts)
    await reports.heartbeat({
      hostName,
      facts: { ...(await driver.facts()), contractVersion: commandContractVersion },
      guests: [],
      disks: [],
    })
  const world: ConductorWorld = {
    io,
    projectId,
    images,
    hosts,
    dispatched,
    reports,
    host: (name) => named(hosts, name),
    insertServer: (what = {}) => insertServer(db, { project_id: projectId, pinned_zone: zone, ...what }),
    async job(flow, params) {
      const requestId = newRequestId()
      const server = await getServer(db, params.serverId)
      await recordAction(db, { server, action: flow, caller: { userId: 'ada', projectId }, requestId })
      const turn = { projectId, priority: 'usual' } as const
      return writeJob(db, { flow, subjectId: server.id, params: { ...params }, requestId, turn })
    },
    async carryOut(job) {
      const flow = allFlows.find(({ slug }) => slug === job.flow)!
      const error = await runIn(flow, { io, params: paramsOf(job) })
      await finishJob(db, job.id)
      for (const next of dispatched.splice(0)) await world.carryOut(next)
      return error
    },
    server: (id) => getServer(db, id),
    holdings: (id) => holdings(db, hosts, id),
  }
  return world
}

/** What a host has to know, of a conductor that is made after it. */
export const statesOf = (io: () => Conductor, hostName: string): DesiredStates => ({
  desired: (since) => desiredStates(io(), { hostName }).desired(since),
  reached: (report) => desiredStates(io(), { hostName }).reached(report),
})

/** A conductor over `db` and its real services, whose hosts belong to `zone`. */
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
  identity: identityService({ db, clock: systemClock }),
  placement: placementService(db),
  network: networkService(db),
  images,
  agents,
  flows,
  askCompute: async () => Promise.reject(new Error('There is no API in this world.')),
  clock: systemClock,
  log: silentLog,
  settings: {
    shutdown_timeout: 60,
    shelved_offload_time: 0,
    wait_soft_reboot_seconds: 120,
    resize_confirm_window: 0,
    reclaim_instance_interval: 0,
    resume_guests_state_on_host_boot: false,
    service_down_time: 60,
    default_availability_zone: zone,
    aggregate_image_properties_isolation_namespace: undefined,
    aggregate_image_properties_isolation_separator: '.',
    cpu_allocation_ratio: 4,
    ram_allocation_ratio: 1,
    disk_allocation_ratio: 1,
    reserved_host_memory_mb: 512,
    reserved_host_disk_mb: 0,
    audit_retention_days: 365,
    bulk_run_retention_days: 30,
    metrics_raw_hours: 6,
    metrics_5min_days: 8,
    metrics_hour_days: 90,
  },
})

/** Flows that no engine carries: they wait for no turn. */
export const atOnce: Pick<Conductor['flows'], 'waiting' | 'yieldSlotWhile'> = {
  waiting: async () => 0,
  yieldSlotWhile: (wait) => wait(),
}

/** The host of that name; the first one without. */
const named = (hosts: readonly FakeHost[], name?: string) =>
  hosts.find((host) => name === undefined || host.name === name)!

/** What a flow is told of a job. */
export const paramsOf = (job: Job) => ({
  ...job.params,
  flowId: job.id,
  requestId: job.requestId,
  subjectId: job.subjectId,
})

/**
 * A world as the flow kit wants it, for one job. `again` has what the same action is told when it is asked for once more, where that is
 * not the same.
 */
export const asFlowWorld = (
  world: ConductorWorld,
  job: Job,
  again: () => object = () => job.params,
): FlowWorld<Conductor> => ({
  io: world.io,
  params: paramsOf(job),
  snapshot: () => world.holdings(job.subjectId as ServerId),
  async goOn(name) {
    const action = name as ServerAction
    const { flow, lands } = lifecycle[action]
    const { db } = world.io
    await finishJob(db, job.id)
    const server = await getServer(db, job.subjectId as ServerId)
    const { serverId: _serverId, hard: _hard, ...params } = again() as Record<string, unknown>
    const caller = { userId: server.userId, projectId: server.projectId, isAdmin: true }
    const request = { server, action, caller, requestId: newRequestId(), params: flow === job.flow ? params : {} }
    const next = await db.transaction().execute((trx) => beginAction(trx, request))
    const error = await world.carryOut(next)
    if (error) throw error
    const { vmState, taskState } = (await findServer(db, server.id)) ?? { vmState: 'deleted', taskState: null }
    const allowed: readonly string[] = lands.map((end) => (end === 'same' ? server.vmState : end))
    if (taskState !== null || !allowed.includes(vmState))
      throw new Error(`After ${action} the server is ${vmState} with the task ${taskState}.`)
    return flow
  },
})

async function holdings(db: Database, hosts: readonly FakeHost[], id: ServerId) {
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
    onHosts: hosts.map((host) => standing(host, id)),
  }
}
