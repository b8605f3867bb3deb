import { randomUUID, X509Certificate } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { commandContractVersion } from '#agent/commands/command-contract'
import {
  type AnnounceRequest,
  type AnnounceResponse,
  type CloudNews,
  forgottenHeader,
  instanceHeader,
  type JoinResponse,
} from '#agent/membership-contract'
import type { Config } from '#platform/config'
import { CloudError, conflict, forbidden } from '#platform/errors'
import { inTurn } from '#platform/in-turn'
import type { Log } from '#platform/log'
import { endPrograms } from '#platform/run-program'
import { sealWith } from '#platform/seal'
import { type AnyOf, anyOf } from '#platform/wire/any-of'
import { certificateRequest } from '#platform/wire/certificate-request'
import { listenForPeers } from '#platform/wire/h2-listener'
import type { WireFetch } from '#platform/wire/peer'
import { writePlace } from '#platform/wire/place'
import packageFile from '../../package.json' with { type: 'json' }
import { lockDataFolder, makeDataFolder } from './data-folder.ts'
import { dropMembership, type HostMembership, readMembership, writeMembership } from './host-membership.ts'
import { openHosts } from './hosts.ts'
import { joinCloud, type JoinOptions, listenAddress, post } from './join-cloud.ts'
import { portRefused } from './port-refused.ts'
import { renewInTime } from './renew-in-time.ts'
import { wireDoor } from './wire-door.ts'

export interface AgentSurroundings {
  log: Log
  /** Tells the person at the terminal what goes on. */
  say: (line: string) => void
  /** Breaks the start off. */
  signal?: AbortSignal
  /** How long it waits before it tells control again where it is. */
  retryMs?: number
}

/** The agent of a host, in a process of its own. */
export interface AgentProcess {
  hostName: string
  /** Resolves with a sentence once the cloud does not know this host any more: there is nothing left to do here. */
  forgotten: Promise<string>
  /** Ends cleanly; guests run on. */
  close(): Promise<void>
}

/** Makes this machine a host of a cloud; `runAgent` then runs it. Throws one sentence that says what to do. */
export async function join(config: Config, options: JoinOptions): Promise<string> {
  await using _folder = await takeFolder(config)
  const { hostName, joinedAt } = await joinCloud(config, options)
  return `This machine has joined the cloud at ${joinedAt} as host ${hostName}.`
}

/** Has this machine be forgotten by its cloud. Throws the sentence that says why it may not leave. */
export async function leave(config: Config): Promise<string> {
  await using _folder = await takeFolder(config)
  const { dataDir } = config
  const membership = await readMembership(dataDir)
  let isForgotten = false
  const control = controlOf(
    membership,
    () => membership,
    () => (isForgotten = true),
  )
  try {
    await post(control, 'leave', {})
  } catch (error) {
    if (!isForgotten) throw error
  } finally {
    control.close()
  }
  await dropMembership(dataDir)
  return `Host ${membership.hostName} has left its cloud.${isForgotten ? ' It was forgotten before.' : ''}`
}

/** Runs the agent of a machine that has joined. It works on while control is away. Throws the sentence that says what is missing. */
export async function runAgent(config: Config, surroundings: AgentSurroundings): Promise<AgentProcess> {
  const { log, say, signal, retryMs = 5_000 } = surroundings
  signal?.addEventListener('abort', endPrograms, { once: true })
  await using begun = new AsyncDisposableStack()
  begun.use(await takeFolder(config))
  let membership = await readMembership(config.dataDir)
  const { hostName, identityId, sealKey } = membership
  refuseEnded(membership)
  const keeping = inTurn<'membership'>()
  const keep = (change: Partial<HostMembership>) =>
    keeping('membership', async () => {
      const next = { ...membership, ...change }
      if (JSON.stringify(next) === JSON.stringify(membership)) return
      await writeMembership(config.dataDir, next)
      membership = next
    })
  const forgotten = Promise.withResolvers<string>()
  let isForgotten = false
  const instance = randomUUID()
  const control = controlOf(
    membership,
    () => membership,
    () => {
      isForgotten = true
      announcing.stop()
      forgotten.resolve(forgottenSentence(hostName))
    },
    instance,
  )
  begun.defer(() => control.close())
  // Control hears a start of an agent once that has announced itself, and gives it commands as soon as it listens.
  let isKnown = false
  const hear = async ({
    controls,
    settings = membership.settings,
  }: Pick<CloudNews, 'controls'> & Partial<CloudNews>) => {
    control.replace([...controls, membership.joinedAt])
    await keep({ controls, settings })
  }
  const hosts = await openHosts({
    config: { ...config, ...membership.settings, ...ownSettings(config) },
    hostName,
    control: () => async (path, init) => {
      const response = await control.fetch(`/control${path}`, init)
      if (response.status !== 409 || isKnown) return response
      // It is asked again, as a control that is away is: what this start of the agent was told already must not fail by that.
      await response.body?.cancel()
      throw new Error('Control does not know this start of the agent yet.')
    },
    onHeartbeat: (said) =>
      void hear(said).catch((err: unknown) => log.warn({ err }, 'What control said was not kept.')),
    seal: () => sealWith(Buffer.from(sealKey, 'base64')),
    log,
  })
  begun.defer(() => hosts.close())
  const [agent] = hosts.agents
  if (!agent) throw new Error('There is no host here.')
  signal?.throwIfAborted()
  const host = listenAddress(config, membership.address)
  const { port } = membership
  const listener = await listenForPeers({
    host,
    port,
    credentials: membership,
    app: wireDoor({ agent: agent.app, instance }),
    log,
  }).catch((error: NodeJS.ErrnoException) => {
    throw portRefused(error, { port, host, chosenBy: 'joined' })
  })
  begun.defer(() => listener.close())
  const renewal = renewInTime(
    () => membership.certificate,
    async () => {
      const { key, request: csr } = await certificateRequest()
      const { certificate } = await post<Pick<JoinResponse, 'certificate'>>(control, 'renew', { csr })
      await keep({ key, certificate })
      listener.renew(membership)
      control.renew()
      log.info({ host: hostName, identity: identityId }, 'The certificate was renewed.')
    },
    log,
  )
  begun.defer(() => renewal.stop())
  const announcing = untilAnnounced({
    control,
    instance,
    place: { address: membership.address, port },
    retryMs,
    say,
    heard(news) {
      isKnown = true
      return hear(news)
    },
  })
  begun.defer(() => announcing.stop())
  // Until control knows this start of the agent, it hears nothing from it; one that is away is not waited for.
  await Promise.race([announcing.tried, pause(announceMs, undefined, { ref: false })])
  if (isForgotten) throw forbidden(forgottenSentence(hostName))
  void agent.start()
  signal?.throwIfAborted()
  const running = begun.move()
  say(`The agent of host ${hostName} runs, and listens on ${writePlace({ address: host, port })}.`)
  return { hostName, forgotten: forgotten.promise, close: () => running.disposeAsync() }
}

const forgottenSentence = (hostName: string) =>
  `The cloud does not know host ${hostName} any more. To make it a host again, have it join anew.`

/** A control process that does not answer at once is away. */
const announceMs = 3_000

/** One whose certificate has ended is nobody to control any more. */
function refuseEnded({ hostName, certificate }: HostMembership): void {
  const { validToDate } = new X509Certificate(certificate)
  if (validToDate.getTime() < Date.now())
    throw conflict(
      `The certificate of host ${hostName} ended on ${validToDate.toISOString().slice(0, 10)}, while its agent did not run.`,
      'Have it join anew, under the same name.',
    )
}

/** The data folder, for this process alone. */
async function takeFolder({ dataDir, isRoot }: Config): Promise<AsyncDisposable> {
  await makeDataFolder(dataDir, isRoot)
  const lock = lockDataFolder(dataDir, 'The agent of this machine, or another Kilonova,')
  return { [Symbol.asyncDispose]: async () => lock.release() }
}

/** What this machine's own settings say of what is the same on every host otherwise. */
const ownSettings = ({ sources = {}, report_interval, metrics_interval, dhcp_domain }: Config) =>
  Object.fromEntries(
    Object.entries({ report_interval, metrics_interval, dhcp_domain }).filter(([name]) => sources[name] !== undefined),
  )

/** The control processes of a cloud, as its host asks them; `onForgotten` is called when they do not know it any more. */
function controlOf(
  { controls, joinedAt }: HostMembership,
  credentials: () => HostMembership,
  onForgotten: () => void,
  instance?: string,
): AnyOf {
  const any = anyOf({ places: [...controls, joinedAt], credentials, expects: ({ kind }) => kind === 'control' })
  const fetch: WireFetch = async (path, init) => {
    const headers = new Headers(init?.headers)
    if (instance !== undefined) headers.set(instanceHeader, instance)
    const response = await any.fetch(path, { ...init, headers })
    if (response.status === 403 && response.headers.has(forgottenHeader)) onForgotten()
    return response
  }
  return { ...any, fetch }
}

interface Announced {
  /** Resolves when it has been tried once, well or not. */
  tried: Promise<void>
  stop(): void
}

interface Announcing {
  instance: string
  control: Pick<AnyOf, 'fetch'>
  place: Pick<AnnounceRequest, 'address' | 'port'>
  retryMs: number
  say: (line: string) => void
  heard(news: CloudNews): Promise<void>
}

/** Tells control where this agent is until control has heard it and can reach it; of what is in the way a person is told once. */
function untilAnnounced({ control, place, instance, retryMs, say, heard }: Announcing): Announced {
  const told = { ...place, instance, contractVersion: commandContractVersion, version: packageFile.version }
  let isStopped = false
  let said = ''
  let timer: NodeJS.Timeout | undefined
  const sayOnce = (line: string) => {
    if (line !== said && !isStopped) say(line)
    said = line
  }
  const announce = async () => {
    const trouble = await tell().catch(sentenceOf)
    if (isStopped) return
    if (trouble === undefined) return sayOnce('Control reaches this host: it takes servers.')
    sayOnce(trouble)
    timer = setTimeout(() => void announce(), retryMs)
  }
  const tell = async (): Promise<string | undefined> => {
    const { unreachable, ...news } = await post<AnnounceResponse>(control, 'announce', told)
    await heard(news)
    if (unreachable === undefined) return undefined
    return `Control cannot reach this host: ${unreachable} Open the port ${place.port} of ${place.address} to it, or join again with --address.`
  }
  return {
    tried: announce(),
    stop() {
      isStopped = true
      clearTimeout(timer)
    },
  }
}

const sentenceOf = (error: Error): string =>
  error instanceof CloudError
    ? error.message
    : `Control is away: ${error.message} Guests run on, and the agent tries again until it is back.`
