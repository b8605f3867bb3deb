import { join } from 'node:path'
import type { Duplex } from 'node:stream'
import { Hono } from 'hono'
import type pg from 'pg'
import type { Agent } from '#agent/agent'
import type { AgentClient, Agents } from '#agent/orders/order-contract'
import { computeApi } from '#api/compute-api'
import type { ConsoleUrl } from '#api/compute-deps'
import { identityApi } from '#companions/identity/api/identity-api'
import { identityService } from '#companions/identity/identity-service'
import { imageApi } from '#companions/image/api/image-api'
import { imageService } from '#companions/image/image-service'
import { recoverUploads } from '#companions/image/recover-uploads'
import { openImageFiles } from '#companions/image/store/image-files'
import { networkApi } from '#companions/network/api/network-api'
import { networkService } from '#companions/network/postgres-network'
import { placementApi } from '#companions/placement/api/placement-api'
import { placementService } from '#companions/placement/postgres-placement'
import { agentReports } from '#conductor/agent-reports'
import type { Conductor } from '#conductor/conductor'
import { allFlows } from '#conductor/flows/all-flows'
import { startReconcilers } from '#conductor/reconcilers/reconcile-loop'
import { stepRecords } from '#conductor/step-records'
import { systemClock } from '#platform/clock'
import type { Config } from '#platform/config'
import { unavailable } from '#platform/errors'
import { type EventFeed, openEventFeed } from '#platform/events/event-feed'
import { durableFlows } from '#platform/flow/dbos-engine'
import type { Log } from '#platform/log'
import { sealWith } from '#platform/seal'
import { redeemConsoleToken } from '#store/console-token-store'
import { getServer } from '#store/server-store'
import { makeDataFolder } from './data-folder.ts'
import { openDatabase } from './open-database.ts'
import { openHosts } from './hosts.ts'
import { loadSecrets } from './secrets.ts'
import { seed } from './seed.ts'

/** A cloud in this process. */
export interface Cloud {
  /** The OpenStack APIs: /identity /compute /image /network /placement. */
  api: Hono
  events: EventFeed
  /** The stream to the console that a one-time token stands for; undefined for one that is unknown, used or expired. */
  openConsole(token: string): Promise<Duplex | undefined>
  /** Whether requests can be served, or what is missing. */
  health(): Promise<{ ready: boolean; missing: string[] }>
  cookieKey: Buffer
  firstSignIn: { user: string; password: string; passwordFile: string; first: boolean }
  /** Ends cleanly: steps under way end, guests run on. */
  close(): Promise<void>
}

export interface CloudSurroundings {
  log: Log
  /** Tells the person at the terminal what takes long. */
  say: (line: string) => void
}

/** Brings the cloud up, or throws the sentence that says what is missing and leaves nothing running. */
export async function createCloud(config: Config, { log, say }: CloudSurroundings): Promise<Cloud> {
  await using begun = new AsyncDisposableStack()
  await makeDataFolder(config.dataDir, config.isRoot)
  const secrets = await loadSecrets(config.dataDir, config.adminPassword)
  const database = await openDatabase(config)
  begun.defer(() => database.close())
  const { db, pool, url } = database
  const seal = sealWith(secrets.sealKey)
  const clock = systemClock

  const identity = identityService({ db, clock })
  const store = { db, files: await openImageFiles(join(config.dataDir, 'images')) }
  await recoverUploads(store)
  const images = imageService(store)
  const networks = networkService(db)
  const placement = placementService(db)

  const agents = new Map<string, AgentClient>()
  const agentOf: Agents = (hostName) => {
    const agent = agents.get(hostName)
    if (!agent)
      throw unavailable(
        `The agent of host ${hostName}`,
        'It has not reported here yet: start it, or retry in a minute.',
      )
    return agent
  }
  const flows = durableFlows({ url, db, log, flows: allFlows, io: () => conductor, observer: stepRecords(db) })
  const conductor: Conductor = {
    db,
    placement,
    network: networks,
    images,
    agents: agentOf,
    flows,
    clock,
    log,
    settings: config,
  }
  const reports = agentReports(conductor)
  const hosts = await openHosts({ config, images, seal, reports, log })
  begun.defer(() => hosts.close())
  for (const agent of hosts.agents) agents.set(agent.hostName, agent.client)
  const first = await seed({ config, db, store, secrets, log, say })

  const events = await openEventFeed(pool, log)
  begun.defer(() => events.close())
  await flows.launch()
  begun.defer(() => flows.close())
  for (const agent of hosts.agents) agent.start()
  const reconcilers = startReconcilers(conductor, reports)
  begun.defer(() => reconcilers.stop())

  const { authenticate } = identity
  const api = new Hono({ strict: false })
    .route(
      '/identity',
      identityApi({
        db,
        identity,
        clock,
        log,
        tokenSeconds: config.token_expiration,
        publicUrl: config.public_url,
        mounted,
      }),
    )
    .route('/image', imageApi({ store, authenticate, log, publicUrl: config.public_url, maxLimit: config.max_limit }))
    .route('/network', networkApi({ db, authenticate, log, publicUrl: config.public_url }))
    .route('/placement', placementApi({ db, authenticate, log }))
    .route(
      '/compute',
      computeApi({
        db,
        authenticate,
        identity,
        images,
        networks,
        flows,
        agents: agentOf,
        seal,
        config,
        clock,
        log,
        consoleUrl,
      }),
    )
  api.notFound((c) =>
    c.json({ error: { code: 404, title: 'Not Found', message: `There is nothing at ${c.req.path}.` } }, 404),
  )
  const running = begun.move()
  return {
    api,
    events,
    openConsole: (token) => openConsole(conductor, token),
    health: () => health(pool, hosts.agents),
    cookieKey: secrets.cookieKey,
    firstSignIn: {
      user: 'admin',
      password: secrets.adminPassword,
      passwordFile: join(config.dataDir, 'secrets/admin-password'),
      first,
    },
    close: () => running.disposeAsync(),
  }
}

const mounted = ['identity', 'compute', 'image', 'network', 'placement'] as const

/** The dashboard's page that opens a console by its one-time token. */
const consoleUrl: ConsoleUrl = ({ origin, token }) => `${origin}/consoles/vnc?token=${encodeURIComponent(token)}`

async function openConsole({ db, agents }: Conductor, token: string): Promise<Duplex | undefined> {
  const access = await redeemConsoleToken(db, token)
  if (!access) return undefined
  const server = await getServer(db, access.serverId)
  return server.hostName === null ? undefined : agents(server.hostName).openVnc(server.id)
}

async function health(pool: pg.Pool, agents: readonly Agent[]): Promise<{ ready: boolean; missing: string[] }> {
  const database = await pool.query('select 1').then(
    () => [],
    () => ['The database does not answer.'],
  )
  const missing = [...database, ...agents.flatMap((agent) => agent.trouble() ?? [])]
  return { ready: missing.length === 0, missing }
}
