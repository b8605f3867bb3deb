import { anImageSummary } from '#test/an-image-summary'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Hono } from 'hono'
import { auditTrail } from '#platform/audit/audit-trail'
import type { Agents, CommandKind } from '#agent/commands/command-contract'
import { computeApi } from '#api/compute-api'
import type { ComputeDeps } from '#api/compute-deps'
import { asPeer, type PeerService } from '#api/peer-service'
import { stepsOf } from '#conductor/flows/all-flows'
import { roomFor } from '#conductor/room-for'
import { wouldFit } from '#conductor/would-fit'
import { consoleUrl } from '#main/console-url'
import { accountNames, accountsNamed, namedProjects } from '#services/identity/store/account-names'
import { imageApi } from '#services/image/api/image-api'
import type { ImageSummary } from '#services/image/image-service'
import { imageNames, imagesNamed } from '#services/image/store/image-names'
import { openImageFiles } from '#services/image/store/image-files'
import { networkApi, networkDefinition } from '#services/network/api/network-api'
import { networkService } from '#services/network/postgres-network'
import { placementService } from '#services/placement/postgres-placement'
import { systemClock } from '#platform/clock'
import type { System } from '#api/compute-deps'
import { type Settings, settings } from '#platform/config'
import { settingsInForce } from '#platform/settings-in-force'
import type { Database } from '#platform/db/database'
import { notFound } from '#platform/errors'
import { finishJob } from '#platform/flow/job-ledger'
import type { Job } from '#platform/flow/jobs'
import type { Caller } from '#platform/http/caller'
import type { CloudEnv } from '#platform/http/openstack-app'
import { type ImageId, newHexId, newId, type ProjectId, type UserId } from '#platform/ids'
import { heldBackList } from '#platform/http/rate-limit'
import { type LogLevel, silentLog } from '#platform/log'
import { permitOf } from '#platform/service/permit-of'
import { sealWith } from '#platform/seal'
import { seedFlavors } from '#store/flavor-store'
import { aGuestDiagnostics } from './a-guest-diagnostics.ts'
import { type ScratchDatabase, scratchDatabase } from '#test/scratch-postgres'

/** Who asks, and at which version. */
export interface RequestOptions {
  as?: string
  version?: string
  body?: unknown
  headers?: Readonly<Record<string, string>>
}

/** What came back, read. */
export interface TestResponse {
  status: number
  headers: Headers
  // oxlint-disable-next-line typescript/no-explicit-any -- a test knows what it asked for
  body: any
}

/** The compute API over a database of its own, with fakes for whatever stands behind it. */
export interface TestCompute extends AsyncDisposable {
  app: Hono<CloudEnv>
  db: Database
  images: Map<string, ImageSummary>
  /** Those of them that no project of these tests sees. */
  unseen: Set<string>
  callers: Map<string, Caller>
  dispatched: Job[]
  /** How many operations of a project wait for their turn. */
  waiting: Map<string, number>
  /** What carries out the jobs whose end a request waits for, at once: by default they end well. */
  carryOut: { now: (job: Job) => Promise<unknown> }
  /** The services that it asks; a test may have one answer something else. */
  peers: Record<keyof ComputeDeps['peers'], PeerService>
  commands: { host: string; kind: CommandKind; params: unknown }[]
  /** The hosts; by default each answers whatever it is asked. */
  hosts: { now: Agents }
  request(line: string, options?: RequestOptions): Promise<TestResponse>
  /** Where machines that join reach it. */
  joining: { places: readonly string[] }
  /** A sound image that anybody can boot. */
  imageId: ImageId
}

/** A caller as its token would say; every role that a member has. */
export const aCaller = (what: Partial<Caller> = {}): Caller => ({
  userId: newHexId<UserId>(),
  userName: 'ada',
  domain: { id: 'default', name: 'Default' },
  projectId: newHexId<ProjectId>(),
  projectName: 'demo',
  projectDomainId: 'default',
  systemScope: false,
  roles: ['member', 'reader'],
  isAdmin: false,
  seesAll: false,
  ...what,
})

const anImage = (id: ImageId, what: Partial<ImageSummary> = {}): ImageSummary =>
  anImageSummary({
    id,
    properties: { architecture: 'x86_64', hw_disk_bus: 'virtio', owner_secret: 'x' },
    ...what,
  })

/** Starts one; `await using` puts it away. */
export async function aCompute(
  quota: Record<string, number> = {},
  others: Partial<Settings> = {},
  policy?: Readonly<Record<string, string>>,
  networkPolicy?: Readonly<Record<string, string>>,
): Promise<TestCompute> {
  const scratch = await scratchDatabase()
  await seedFlavors(scratch.db)
  const world = fakes(scratch)
  const folder = await mkdtemp(join(tmpdir(), 'kilonova-compute-'))
  const peers = await peersOver(scratch.db, world, folder)
  const permitNetwork = permitOf(networkDefinition, networkPolicy)
  const app = computeApi({ ...depsFor(scratch.db, world, { ...others, quota }), peers, policy, permitNetwork })
  return {
    app,
    db: scratch.db,
    peers,
    ...world,
    request: (line, options = {}) => request(app, line, options),
    async [Symbol.asyncDispose]() {
      await scratch[Symbol.asyncDispose]()
      await rm(folder, { recursive: true })
    },
  }
}

function fakes({ db }: ScratchDatabase) {
  const imageId = newId<ImageId>()
  const member = aCaller()
  const commands: TestCompute['commands'] = []
  return {
    imageId,
    unseen: new Set<string>(),
    images: new Map([[imageId as string, anImage(imageId)]]),
    dispatched: [] as Job[],
    waiting: new Map<string, number>(),
    carryOut: { now: (job: Job): Promise<unknown> => finishJob(db, job.id) },
    commands,
    hosts: { now: answeringHosts(commands) },
    joining: { places: ['10.0.0.1:8790', '[fd00::1]:8790'] },
    callers: new Map([
      ['member', member],
      ['reader', aCaller({ projectId: member.projectId, roles: ['reader'] })],
      ['other', aCaller({ userName: 'eve' })],
      [
        'admin',
        aCaller({ userName: 'admin', roles: ['admin', 'manager', 'member', 'reader'], isAdmin: true, seesAll: true }),
      ],
    ]),
  }
}

const answeringHosts =
  (commands: TestCompute['commands']): Agents =>
  (host) => ({
    async command(kind, _id, params) {
      commands.push({ host, kind, params })
      return { text: 'one\ntwo\nthree\n', diagnostics: aGuestDiagnostics, guests: [] } as never
    },
    openVnc: async () => undefined,
    openSerial: async () => undefined,
  })

/** The machinery of a process that has one reconciler. */
/** Which control process answers. */
export const aProcessId = newId<string>()

function aSystem(given: object): System {
  let level: LogLevel = 'info'
  let runs = 0
  const last = { at: new Date(), tookMs: 3, mended: 2, error: null }
  const config = { ...settings.parse(given), dataDir: '/', adminPassword: undefined, libvirtUri: '', isRoot: false }
  return {
    versions: { kilonova: '0.0.0', revision: null, node: '24.0.0', agent_contract: 8 },
    services: [{ name: 'compute', title: 'Compute', path: '/compute/v2.1', min: '2.1', max: '2.104' }],
    check: async () => ({ status: 200, tookMs: 1 }),
    settings: () => settingsInForce(config),
    processId: aProcessId,
    reconcilers: async () => [
      { name: 'old-events', everyMs: 1000, isRunning: false, runs, mendedInAll: 2, failures: 0, last, nextAt: null },
    ],
    runReconciler: async (name) => name === 'old-events' && ++runs > 0,
    heldBack: heldBackList(),
    logLevel: { now: () => level, atStart: 'info', set: (next) => void (level = next) },
  }
}

/** The flows whose end a request waits for. */
const waitedFor: ReadonlySet<string> = new Set(['server-change-password', 'server-attach-interface'])

type World = ReturnType<typeof fakes>

/** The image and the network service themselves, on the same database. */
async function peersOver(db: Database, { callers }: World, folder: string): Promise<TestCompute['peers']> {
  const known = { db, authenticate: async (token: string) => callers.get(token), log: silentLog }
  const store = { db, files: await openImageFiles(folder) }
  return { image: asPeer(imageApi({ ...known, store })), network: asPeer(networkApi(known)) }
}

const depsFor = (db: Database, world: World, given: object): Omit<ComputeDeps, 'peers' | 'permitNetwork'> => ({
  db,
  authenticate: async (token) => world.callers.get(token),
  identity: {
    authenticate: async (token) => world.callers.get(token),
    forgetExpiredTokens: async () => {},
    callerNow: async ({ userId, projectId }) =>
      [...world.callers.values()].find((caller) => caller.userId === userId && caller.projectId === projectId),
    named: (account, tests) => accountsNamed(db, account, tests),
    namesOf: async (account, ids) =>
      new Map([
        ...[...world.callers.values()].map(({ userId, userName, projectId, projectName }) =>
          account === 'project'
            ? ([`${projectId}`, `${projectName}`] as const)
            : ([userId as string, userName] as const),
        ),
        ...(await accountNames(db, account, ids)),
      ]),
    projects: async (only) => {
      const asked = [...world.callers.values()].map(({ projectId, projectName }) => ({
        id: `${projectId}`,
        name: `${projectName}`,
        domain: 'Default',
      }))
      const all = new Map([...asked, ...(await namedProjects(db))].map((one) => [one.id, one]))
      return [...all.values()].filter(({ id }) => only === undefined || id === only)
    },
    projectExists: async (id) => [...world.callers.values()].some(({ projectId }) => projectId === id),
  },
  images: {
    async get(id, { isAdmin }) {
      const image = world.images.get(id)
      if (!image || (world.unseen.has(id) && !isAdmin)) throw notFound('Image', id)
      return image
    },
    find: async (id) => world.images.get(id),
    findFor: async (id) => (world.unseen.has(id) ? undefined : world.images.get(id)),
    named: (tests, viewer) => imagesNamed(db, tests, viewer),
    namesOf: (ids, viewer) => imageNames(db, ids, viewer),
    open: async (id) => Promise.reject(notFound('Image', id)),
    async create(image) {
      if (world.images.has(image.id)) return false
      world.images.set(image.id, anImage(image.id, { ...image, status: 'queued', diskFormat: null, size: null }))
      return true
    },
    write: async () => {},
    remove: async (id) => void world.images.delete(id),
    backups: async () => [],
    unfinishedSnapshots: async () => [],
  },
  placement: placementService(db),
  networks: { ...networkService(db), check: async () => {} },
  flows: {
    waiting: async (projectId) => world.waiting.get(projectId) ?? 0,
    yieldSlotWhile: (wait) => wait(),
    dispatch(dispatched) {
      const job = dispatched as Job
      world.dispatched.push(job)
      if (waitedFor.has(job.flow)) void world.carryOut.now(job)
    },
  },
  agents: (host) => world.hosts.now(host),
  seal: sealWith(Buffer.alloc(32, 7)),
  config: settings.parse(given),
  clock: systemClock,
  audit: auditTrail({ db, log: silentLog }),
  system: aSystem(given),
  joining: { fingerprint: 'f'.repeat(43), places: async () => world.joining.places },
  log: silentLog,
  checksResponses: true,
  consoleUrl,
  stepsOf,
  roomFor: (flavors, projectId) =>
    roomFor({ db, placement: placementService(db), settings: settings.parse({}) }, flavors, projectId),
  wouldFit: (server, requestedHost) =>
    wouldFit({ db, placement: placementService(db), settings: settings.parse({}) }, server, requestedHost),
})

/** `GET /servers` at `/v2.1` unless the line names a version itself. */
async function request(app: Hono<CloudEnv>, line: string, options: RequestOptions): Promise<TestResponse> {
  const [method, path] = line.split(' ') as [string, string]
  const { as = 'member', version, body, headers = {} } = options
  const url = `http://cloud.test${/^\/v2(\.1)?(\/|$)/.test(path) || path === '/' ? path : `/v2.1${path}`}`
  const response = await app.request(url, {
    method,
    headers: {
      ...(as !== '' && { 'x-auth-token': as }),
      ...(version && { 'openstack-api-version': `compute ${version}` }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
  const text = await response.text()
  const isJson = (response.headers.get('content-type') ?? 'application/json').startsWith('application/json')
  return {
    status: response.status,
    headers: response.headers,
    body: text !== '' && isJson ? JSON.parse(text) : text || undefined,
  }
}
