import { hostname } from 'node:os'
import { join } from 'node:path'
import type { Duplex } from 'node:stream'
import type { Hono } from 'hono'
import type pg from 'pg'
import type { Agent } from '#agent/agent'
import { remoteAgentClient } from '#agent/remote-agent-client'
import { agentReports } from '#conductor/agent-reports'
import type { Conductor } from '#conductor/conductor'
import { desiredStates } from '#conductor/desired-state'
import { controlApp } from '#control/control-app'
import { forHostOf } from '#control/for-host'
import { auditTrail } from '#platform/audit/audit-trail'
import { allFlows } from '#conductor/flows/all-flows'
import type { ReconcileLoop } from '#conductor/reconcilers/reconcile-loop'
import { stepRecords } from '#conductor/step-records'
import type { Config } from '#platform/config'
import type { Database } from '#platform/db/database'
import { answers } from '#platform/db/ping'
import { type EventFeed, openEventFeed } from '#platform/events/event-feed'
import { type DurableFlows, durableFlows, type FlowFigures } from '#platform/flow/dbos-engine'
import { jobsForOthers } from '#platform/flow/jobs-for-others'
import type { ClientEnv } from '#platform/http/client-address'
import { unavailable } from '#platform/errors'
import type { Log } from '#platform/log'
import { hostSealKey, sealWith } from '#platform/seal'
import { inProcess } from '#platform/wire/in-process'
import { readPlace } from '#platform/wire/place'
import { refuseOtherSecrets } from '#platform/process/secret-fingerprints'
import { addressOfHost, liveAddresses, otherWithHost } from '#platform/process/control-process'
import { type ProcessLease, takeLease } from '#platform/process/process-lease'
import {
  type FederatedHome,
  type FederatedPerson,
  type FederatedSignIn,
  signInFederated,
} from '#services/identity/federated-sign-in'
import { type Sessions, sessions } from '#services/identity/sessions'
import { endPrograms } from '#platform/run-program'
import { redeemConsoleToken } from '#store/console-token-store'
import { setWebhook } from '#store/notification-store'
import { getServer } from '#store/server-store'
import { membershipApp } from '#control/membership-app'
import { openAuthority } from '#platform/wire/authority'
import { findHostIdentity, type Speaker, standingOf } from '#store/host-identity-store'
import { type ControlWire, openControlWire } from './control-wire.ts'
import { joiningOver } from './joining.ts'
import { wireDoor } from './wire-door.ts'
import { isHostGivenUp } from '#store/host-store'
import { writeControlServices } from '#store/service-store'
import { adminPasswordFile, watchAdminPassword } from './admin-password-file.ts'
import { agentDirectory, type DialledHost } from './agent-directory.ts'
import { mountApis } from './apis.ts'
import { conduct } from './conduct.ts'
import { lockDataFolder, makeDataFolder, refuseHalfRestored } from './data-folder.ts'
import { fullDisks } from './disk-space.ts'
import { type LocalHosts, openHosts } from './hosts.ts'
import { type OpenDatabase, openDatabase } from './open-database.ts'
import { metricsText, standstill } from './metrics.ts'
import { loadSecrets, processIdIn, wireSecrets } from './secrets.ts'
import { seed } from './seed.ts'
import { readPolicies } from './policies.ts'
import { openServices, type Services } from './services.ts'
import { systemOf, versionsHere } from './system.ts'
import { untilReported } from './until-reported.ts'

/** A cloud in this process. */
export interface Cloud extends Sessions {
  /** Signs in whom an OpenID provider vouches for. */
  signInFederated(home: FederatedHome, person: FederatedPerson, from: ClientEnv): Promise<FederatedSignIn>
  /** The OpenStack APIs: /identity /compute /image /network /placement. */
  api: Hono
  events: EventFeed
  /** The stream to the console that a one-time token stands for; undefined for one that is unknown, used or expired. */
  openConsole(token: string): Promise<Duplex | undefined>
  /** Whether requests can be served, or what is missing. */
  health(): Promise<{ ready: boolean; missing: string[] }>
  /** How much there is to do and whether anything is done, as Prometheus reads it. */
  metrics(): Promise<string>
  cookieKey: Buffer
  /** The password is the generated one, at the first start only; its file is there until the administrator has another. */
  firstSignIn: { user: string; password: string | undefined; passwordFile: string | undefined }
  /** Ends cleanly: steps under way end, guests run on. */
  close(): Promise<void>
}

export interface CloudSurroundings {
  log: Log
  /** Tells the person at the terminal what takes long. */
  say: (line: string) => void
  /** Called once when another process has taken over what this one carries: it has stopped doing it, and cannot begin again. */
  lost?: () => void
  /** Breaks the start off: nothing is left running, and nothing half made. */
  signal?: AbortSignal
}

/** Brings the cloud up, or throws the sentence that says what is missing and leaves nothing running. */
export async function createCloud(config: Config, { log, say, lost, signal }: CloudSurroundings): Promise<Cloud> {
  const is = rolesIn(config)
  let flows: DurableFlows | undefined
  let reconcilers: ReconcileLoop | undefined
  // What takes long is waiting for programs.
  signal?.addEventListener('abort', endPrograms, { once: true })
  await using begun = new AsyncDisposableStack()
  await makeDataFolder(config.dataDir, config.isRoot)
  const lock = lockDataFolder(config.dataDir)
  begun.defer(() => lock.release())
  await refuseHalfRestored(config.dataDir)
  const policies = await readPolicies(config.dataDir)
  const secrets = await loadSecrets(config.dataDir)
  const processId = await processIdIn(config.dataDir)
  const authority = await openAuthority(await wireSecrets(config.dataDir), config.certificate_hours * 3_600_000)
  const wire = await openControlWire({ config, authority, processId, log })
  begun.defer(() => wire.close())
  // Whoever carries no flows has no jobs in hand.
  const database = await openDatabase(config, log, is.conductor ? processId : undefined)
  begun.defer(() => database.close())
  signal?.throwIfAborted()
  const { db } = database
  const own = {
    'seal-key': secrets.sealKey,
    'cookie-key': secrets.cookieKey,
    'wire-authority': Buffer.from(authority.fingerprint),
  }
  await refuseOtherSecrets(db, join(config.dataDir, 'secrets'), own)
  const versions = await versionsHere()
  const lease = await takeLease({
    url: database.url,
    process: {
      id: processId,
      hostName: hostname(),
      roles: config.roles,
      version: versions.kilonova,
      revision: versions.revision,
    },
    log,
    onLost() {
      endPrograms()
      void flows?.close(0)
      lost?.()
    },
  })
  begun.defer(() => lease.release())
  const ofProcess = { db, lease, reconcilers: () => reconcilers }
  const system = systemOf({ config, log, versions, api: () => apis.api, ...ofProcess })
  await writeControlServices(db, processId, config.roles)
  await setWebhook(db, config.webhook_url)
  const services = await openServices(config, db, secrets, processId)
  lease.onTakeOver(() => {
    services
      .recoverUploads()
      .catch((err: unknown) => log.warn({ err }, 'uploads of a process that is gone could not be given up'))
  })
  const audit = auditTrail({ db, log })
  begun.defer(() => audit.close())
  const { agents, conductor, ...plane } = controlPlane(config, database, services, wire, lease, log)
  begun.defer(() => agents.close())
  wire.onRenewed(() => agents.renew())
  flows = plane.flows
  const writes = is.conductor ? flows : jobsForOthers(db)
  const joining = joiningOver({ config, authority, wire, addresses: () => liveAddresses(db) })
  const parts = { config, db, services, flows: writes, agents: agents.find, policies, audit, system, joining, log }
  const apis = mountApis(parts)
  conductor.askCompute = apis.askCompute
  const reports = agentReports(conductor)
  const { images, keys } = services
  // This one at least, whatever the database says of leases at this moment.
  const controls = async () => [...new Set([...(await liveAddresses(db)), wire.address])]
  const states = (speaker: Speaker) => desiredStates(conductor, speaker)
  const control = controlApp({
    db,
    reports,
    states,
    images,
    grants: keys.grants,
    controls,
    log,
  })
  const hosts = is.agent
    ? await openHosts({
        config,
        control: (hostName) => inProcess(control, { kind: 'host', hostName, identityId: identityHere(hostName) }),
        seal: (hostName) => sealWith(hostSealKey(keys.sealKey, identityHere(hostName))),
        log,
      })
    : noHosts
  begun.defer(() => hosts.close())
  await refuseTakenHosts(db, processId, hosts.agents.map(({ hostName }) => hostName)) // prettier-ignore
  for (const { hostName, app } of hosts.agents) {
    const forHost = forHostOf(keys, identityHere(hostName))
    agents.add(hostName, remoteAgentClient({ hostName, fetch: inProcess(app, { kind: 'control' }), forHost }))
  }
  const membership = membershipApp({
    db,
    authority,
    sealKey: keys.sealKey,
    controls,
    settings: config,
    downAfterSeconds: config.service_down_time,
    withdraw: (trx, hostId) => services.placement.withdraw(trx, hostId),
    reach: (host, origin) => agents.reach(host, origin),
    audit,
    nameOfUser: async (id) => (await services.identity.namesOf('user', [id])).get(id),
    log,
  })
  const here = new Map(hosts.agents.map(({ hostName, app }) => [hostName, app]))
  wire.serve(wireDoor({ control, membership, hosts: here, standingOf: (shown) => standingOf(db, shown) }))
  await lease.setPlace({ address: wire.address, hosts: [...here.keys()] })
  signal?.throwIfAborted()
  const password = await seed({ config, db, store: services.store, log, say })
  const passwordWatch = await watchAdminPassword({ db, dataDir: config.dataDir, log })
  begun.defer(() => passwordWatch.close())

  signal?.throwIfAborted()
  const events = await openEventFeed(database.pool, log)
  begun.defer(() => events.close())
  // Flows end before the agents do: an agent that takes no more commands would walk them back.
  begun.defer(() => plane.flows.close())
  const firstReports = hosts.agents.map((agent) => agent.start())
  if (is.conductor) {
    const loop = await conduct({ conductor, flows, reports, lease, events })
    reconcilers = loop
    begun.defer(() => loop.stop())
  }
  await untilReported(firstReports, say, { signal })
  signal?.throwIfAborted()

  const running = begun.move()
  const { clock, identity } = services
  const identityParts = { db, clock, identity, log, audit, tokenSeconds: config.token_expiration }
  const health = () => healthOf(config.dataDir, database.pool, hosts.agents, plane.flows.figures())
  return {
    api: apis.api,
    events,
    openConsole: (token) => openConsole(conductor, token),
    ...sessions({ ...identityParts, sessionSeconds: config.session_hours * 3600 }),
    signInFederated: (home, person, from) => signInFederated(identityParts, home, person, from),
    health,
    metrics: async () => metricsText({ ...plane.flows.figures(), isReady: (await health()).ready }),
    cookieKey: secrets.cookieKey,
    firstSignIn: {
      user: 'admin',
      password,
      passwordFile: passwordWatch.isKept() ? adminPasswordFile(config.dataDir) : undefined,
    },
    close: () => running.disposeAsync(),
  }
}

const rolesIn = ({ roles }: Config) => ({
  api: roles.includes('api'),
  conductor: roles.includes('conductor'),
  agent: roles.includes('agent'),
})

/** A host in this process has joined by starting with it: its identity is its name. */
const identityHere = (hostName: string) => `local:${hostName}`

/** A host that is not in this process: within another one, or joined. */
async function hostElsewhere(db: Database, hostName: string): Promise<DialledHost | undefined> {
  const place = readPlace((await addressOfHost(db, hostName)) ?? '')
  if (place) return { ...place, id: identityHere(hostName), isInControl: true }
  return findHostIdentity(db, hostName)
}

/** Throws where a host of that name is elsewhere already: two would take each other's guests for gone. */
async function refuseTakenHosts(db: Database, processId: string, names: readonly string[]): Promise<void> {
  const hint = 'Give this machine another name, or start without a host here: KILONOVA_ROLES=api,conductor.'
  const other = await otherWithHost(db, processId, names)
  if (other)
    throw unavailable(`The name ${other.hostName}`, `A control process on ${other.within} is that host. ${hint}`)
  for (const name of names)
    if (await findHostIdentity(db, name))
      throw unavailable(
        `The name ${name}`,
        `A machine has joined the cloud as host ${name}. ${hint} Or have that one leave: npm run agent -- leave.`,
      )
}

/** Where no agent runs. */
const noHosts: LocalHosts = { agents: [], close: async () => {} }

/** The conductor and its flows, which hold each other; nothing runs yet. */
function controlPlane(
  config: Config,
  { db, url }: OpenDatabase,
  services: Services,
  { credentials }: ControlWire,
  lease: ProcessLease,
  log: Log,
) {
  const { clock, identity, images, networks: network, placement, keys } = services
  const agents = agentDirectory({
    credentials,
    identityOf: (hostName) => hostElsewhere(db, hostName),
    forHost: (identityId) => forHostOf(keys, identityId),
    isGivenUp: (hostName) => isHostGivenUp(db, hostName, config.service_down_time),
    log,
  })
  const flows = durableFlows({ url, db, log, flows: allFlows, io: () => conductor, observer: stepRecords(db), lease })
  const conductor: Conductor = {
    db,
    identity,
    placement,
    network,
    images,
    agents: agents.find,
    flows,
    // The API stands on these flows: it is brought before the first of them is launched.
    askCompute: async () => Promise.reject(new Error('The compute API is not there yet.')),
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

async function healthOf(
  dataDir: string,
  pool: pg.Pool,
  agents: readonly Agent[],
  figures: FlowFigures,
): Promise<{ ready: boolean; missing: string[] }> {
  const database = (await answers(pool)) ? [] : ['The database does not answer.']
  const trouble = agents.flatMap((agent) => agent.trouble() ?? [])
  const missing = [...database, ...(await fullDisks(dataDir)), ...standstill(figures), ...trouble]
  return { ready: missing.length === 0, missing }
}
