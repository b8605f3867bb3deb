import { join } from 'node:path'
import type { Duplex } from 'node:stream'
import type { Hono } from 'hono'
import type pg from 'pg'
import type { Agent } from '#agent/agent'
import { agentReports } from '#conductor/agent-reports'
import type { Conductor } from '#conductor/conductor'
import { allFlows } from '#conductor/flows/all-flows'
import { startReconcilers } from '#conductor/reconcilers/reconcile-loop'
import { stepRecords } from '#conductor/step-records'
import type { Config } from '#platform/config'
import { type EventFeed, openEventFeed } from '#platform/events/event-feed'
import { durableFlows } from '#platform/flow/dbos-engine'
import type { Log } from '#platform/log'
import { redeemConsoleToken } from '#store/console-token-store'
import { setWebhook } from '#store/notification-store'
import { getServer } from '#store/server-store'
import { agentDirectory } from './agent-directory.ts'
import { mountApis } from './apis.ts'
import { makeDataFolder } from './data-folder.ts'
import { openHosts } from './hosts.ts'
import { type OpenDatabase, openDatabase } from './open-database.ts'
import { loadSecrets } from './secrets.ts'
import { seed } from './seed.ts'
import { openServices, type Services } from './services.ts'
import { untilReported } from './until-reported.ts'

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
  const { db } = database
  await setWebhook(db, config.webhook_url)
  const services = await openServices(config, db, secrets)
  const { agents, conductor, flows } = controlPlane(config, database, services, log)
  const reports = agentReports(conductor)
  const hosts = await openHosts({ config, images: services.images, seal: services.seal, reports, log })
  begun.defer(() => hosts.close())
  for (const { hostName, client } of hosts.agents) agents.add(hostName, client)
  const first = await seed({ config, db, store: services.store, secrets, log, say })

  const events = await openEventFeed(database.pool, log)
  begun.defer(() => events.close())
  await flows.launch()
  // Flows end before the agents do: an agent that takes no more orders would walk them back.
  begun.defer(() => flows.close())
  const firstReports = hosts.agents.map((agent) => agent.start())
  const reconcilers = startReconcilers(conductor, reports)
  begun.defer(() => reconcilers.stop())
  await untilReported(firstReports, say)

  const running = begun.move()
  return {
    api: mountApis({ config, db, services, flows, agents: agents.find, log }),
    events,
    openConsole: (token) => openConsole(conductor, token),
    health: () => health(database.pool, hosts.agents),
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

/** The conductor and its flows, which hold each other; nothing runs yet. */
function controlPlane(config: Config, { db, url }: OpenDatabase, services: Services, log: Log) {
  const { clock, images, networks: network, placement } = services
  const agents = agentDirectory()
  const flows = durableFlows({ url, db, log, flows: allFlows, io: () => conductor, observer: stepRecords(db) })
  const conductor: Conductor = {
    db,
    placement,
    network,
    images,
    agents: agents.find,
    flows,
    clock,
    log,
    settings: config,
  }
  return { agents, conductor, flows }
}

async function openConsole({ db, agents }: Conductor, token: string): Promise<Duplex | undefined> {
  const access = await redeemConsoleToken(db, token)
  if (!access) return undefined
  const server = await getServer(db, access.serverId)
  if (server.hostName === null) return undefined
  const agent = agents(server.hostName)
  return access.protocol === 'serial' ? agent.openSerial(server.id) : agent.openVnc(server.id)
}

async function health(pool: pg.Pool, agents: readonly Agent[]): Promise<{ ready: boolean; missing: string[] }> {
  const database = await pool.query('select 1').then(
    () => [],
    () => ['The database does not answer.'],
  )
  const missing = [...database, ...agents.flatMap((agent) => agent.trouble() ?? [])]
  return { ready: missing.length === 0, missing }
}
