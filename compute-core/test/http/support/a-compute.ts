import { anImageSummary } from '#test/an-image-summary'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Hono } from 'hono'
import type { OrderKind } from '#agent/orders/order-contract'
import { computeApi } from '#api/compute-api'
import type { ComputeDeps } from '#api/compute-deps'
import { inProcess } from '#api/neighbour'
import { imageApi } from '#companions/image/api/image-api'
import type { ImageSummary } from '#companions/image/image-service'
import { openImageFiles } from '#companions/image/store/image-files'
import { networkApi } from '#companions/network/api/network-api'
import { networkService } from '#companions/network/postgres-network'
import { placementService } from '#companions/placement/postgres-placement'
import { systemClock } from '#platform/clock'
import { type Settings, settings } from '#platform/config'
import type { Database } from '#platform/db/database'
import { notFound } from '#platform/errors'
import { finishWish } from '#platform/flow/wish-ledger'
import { type Wish, writeWish } from '#platform/flow/wishes'
import type { Caller } from '#platform/http/caller'
import type { CloudEnv } from '#platform/http/openstack-app'
import { type ImageId, newHexId, newId, type ProjectId, type UserId } from '#platform/ids'
import { silentLog } from '#platform/log'
import { sealWith } from '#platform/seal'
import { seedFlavors } from '#store/flavor-store'
import { aGuestDiagnostics } from './a-guest-diagnostics.ts'
import { type ScratchDatabase, scratchDatabase } from '#test/scratch-postgres'

/** Who asks, and at which version. */
export interface AskOptions {
  as?: string
  version?: string
  body?: unknown
  headers?: Readonly<Record<string, string>>
}

/** What came back, read. */
export interface Told {
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
  callers: Map<string, Caller>
  kicked: Wish[]
  /** What carries out the wishes whose end a request waits for, at once: by default they end well. */
  carryOut: { now: (wish: Wish) => Promise<unknown> }
  orders: { host: string; kind: OrderKind; params: unknown }[]
  ask(line: string, options?: AskOptions): Promise<Told>
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
  systemScope: false,
  roles: ['member', 'reader'],
  isAdmin: false,
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
): Promise<TestCompute> {
  const scratch = await scratchDatabase()
  await seedFlavors(scratch.db)
  const world = fakes(scratch)
  const folder = await mkdtemp(join(tmpdir(), 'kilonova-compute-'))
  const neighbours = await neighboursOver(scratch.db, world, folder)
  const app = computeApi({ ...depsFor(scratch.db, world, { ...others, quota }), neighbours })
  return {
    app,
    db: scratch.db,
    ...world,
    ask: (line, options = {}) => ask(app, line, options),
    async [Symbol.asyncDispose]() {
      await scratch[Symbol.asyncDispose]()
      await rm(folder, { recursive: true })
    },
  }
}

function fakes({ db }: ScratchDatabase) {
  const imageId = newId<ImageId>()
  const member = aCaller()
  return {
    imageId,
    images: new Map([[imageId as string, anImage(imageId)]]),
    kicked: [] as Wish[],
    carryOut: { now: (wish: Wish): Promise<unknown> => finishWish(db, wish.id) },
    orders: [] as TestCompute['orders'],
    callers: new Map([
      ['member', member],
      ['reader', aCaller({ projectId: member.projectId, roles: ['reader'] })],
      ['other', aCaller({ userName: 'eve' })],
      ['admin', aCaller({ userName: 'admin', roles: ['admin', 'manager', 'member', 'reader'], isAdmin: true })],
    ]),
  }
}

/** The flows whose end a request waits for. */
const waitedFor: ReadonlySet<string> = new Set(['server-change-password', 'server-attach-interface'])

type World = ReturnType<typeof fakes>

/** The image and the network service themselves, on the same database. */
async function neighboursOver(db: Database, { callers }: World, folder: string): Promise<ComputeDeps['neighbours']> {
  const known = { db, authenticate: async (token: string) => callers.get(token), log: silentLog }
  const store = { db, files: await openImageFiles(folder) }
  return { image: inProcess(imageApi({ ...known, store })), network: inProcess(networkApi(known)) }
}

const depsFor = (db: Database, world: World, given: object): Omit<ComputeDeps, 'neighbours'> => ({
  db,
  authenticate: async (token) => world.callers.get(token),
  identity: {
    authenticate: async (token) => world.callers.get(token),
    projectExists: async (id) => [...world.callers.values()].some(({ projectId }) => projectId === id),
  },
  images: {
    async get(id) {
      const image = world.images.get(id)
      if (!image) throw notFound('Image', id)
      return image
    },
    find: async (id) => world.images.get(id),
    open: async (id) => Promise.reject(notFound('Image', id)),
    async create(image) {
      world.images.set(image.id, anImage(image.id, { ...image, status: 'queued', diskFormat: null, size: null }))
    },
    write: async () => {},
    remove: async (id) => void world.images.delete(id),
    backups: async () => [],
    unfinishedSnapshots: async () => [],
  },
  placement: placementService(db),
  networks: { ...networkService(db), check: async () => {} },
  flows: {
    wish: writeWish,
    kick(wish) {
      world.kicked.push(wish)
      if (waitedFor.has(wish.flow)) void world.carryOut.now(wish)
    },
  },
  agents: (host) => ({
    async order(kind, _id, params) {
      world.orders.push({ host, kind, params })
      return { text: 'one\ntwo\nthree\n', diagnostics: aGuestDiagnostics } as never
    },
    openVnc: async () => undefined,
    openSerial: async () => undefined,
  }),
  seal: sealWith(Buffer.alloc(32, 7)),
  config: settings.parse(given),
  clock: systemClock,
  log: silentLog,
  consoleUrl: ({ origin, protocol, token }) => `${origin}/consoles/${protocol}?token=${token}`,
})

/** `GET /servers` at `/v2.1` unless the line names a version itself. */
async function ask(app: Hono<CloudEnv>, line: string, options: AskOptions): Promise<Told> {
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
  return { status: response.status, headers: response.headers, body: text === '' ? undefined : JSON.parse(text) }
}
