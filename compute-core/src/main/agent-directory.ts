import { setTimeout as pause } from 'node:timers/promises'
import type { AgentClient, Agents } from '#agent/commands/command-contract'
import { hostUnavailable } from '#agent/commands/host-failure'
import { type ForHost, remoteAgentClient } from '#agent/remote-agent-client'
import type { Log } from '#platform/log'
import { outlasting } from '#platform/db/outage'
import type { WireCredentials } from '#platform/wire/credentials'
import { boundedJson } from '#platform/wire/bounded-json'
import { type WireClient, wireClient } from '#platform/wire/h2-fetch'
import { addressList } from '#platform/http/client-address'
import type { Origin, WireFetch } from '#platform/wire/peer'
import { type Place, writePlace } from '#platform/wire/place'

/** A host that has joined, as control dials it. */
export interface DialledHost extends Place {
  /** Of its identity. */
  id: string
  /** Whether it runs within another control process, whose port it has. */
  isInControl?: boolean
}

/** Where commands to a host go: to an agent of this process, else to that of another one, else to the one that has joined under that name. */
export interface AgentDirectory {
  /** Adds an agent of this process. */
  add(hostName: string, client: AgentClient): void
  find: Agents
  /**
   * Asks a host's agent, expecting that very host, which start of it that is. Rejects where it cannot be reached, with what may be told to
   * whoever has named the place and asks from `origin`: not what is there instead, nor, by how long it takes, whether there is anything.
   */
  reach(host: DialledHost, origin?: Origin): Promise<string | undefined>
  /** Has new connections be opened under the credentials of then. */
  renew(): void
  close(): void
}

export interface AgentDirectoryParts {
  credentials: () => WireCredentials
  /** The host of this name that is not here: within another control process, or joined; undefined where there is none. */
  identityOf(hostName: string): Promise<DialledHost | undefined>
  /** Makes commands fit for the host of this identity. */
  forHost(identityId: string): ForHost
  /** Whether the cloud does without this host: what it was told is over then, unless it answers. */
  isGivenUp?(hostName: string): Promise<boolean>
  /** Hears what whoever names a place is not told. */
  log?: Pick<Log, 'debug'>
}

/** A host with the connection to it. */
interface Joined {
  host: DialledHost
  client: WireClient
  agent: AgentClient
  /** When its identity was last read. */
  readAt: number
}

/** For so long, within a command, it is believed who has a name and where: a host that has come back elsewhere is soon found there. */
const believedMs = 2_000

export function agentDirectory(parts: AgentDirectoryParts): AgentDirectory {
  const { credentials, identityOf, forHost, isGivenUp = async () => false, log } = parts
  const here = new Map<string, AgentClient>()
  const joined = new Map<string, Joined>()
  let isClosed = false

  const clientFor = ({ id, address, port, isInControl = false }: DialledHost, connectMs?: number) =>
    wireClient({
      credentials,
      ...(connectMs !== undefined && { connectMs }),
      target: {
        address,
        port,
        expects: (peer) => (isInControl ? peer.kind === 'control' : peer.kind === 'host' && peer.identityId === id),
      },
    })

  const lookUp = async (hostName: string, believed = 0): Promise<Joined> => {
    const kept = joined.get(hostName)
    if (kept && performance.now() - kept.readAt < believed) return kept
    const host = await identityOf(hostName)
    if (isClosed) throw hostUnavailable('This control process has ended.')
    const now = joined.get(hostName)
    if (now && host && isSame(now.host, host)) {
      now.readAt = performance.now()
      return now
    }
    now?.client.close()
    joined.delete(hostName)
    if (!host) throw hostUnavailable(`The agent of host ${hostName} has not come up. Start it.`)
    const agent = remoteAgentClient({
      hostName,
      fetch: dial(hostName, host.id),
      forHost: forHost(host.id),
      isGivenUp: () => isGivenUp(hostName),
    })
    const entry = { host, client: clientFor(host), agent, readAt: performance.now() }
    joined.set(hostName, entry)
    return entry
  }

  /** What is meant for one identity never goes to another that has got its name meanwhile. */
  const dial =
    (hostName: string, id: string): WireFetch =>
    async (path, init) => {
      // A database that is away says nothing of the host.
      const entry = await outlasting(() => lookUp(hostName, believedMs))
      if (entry.host.id !== id) throw hostUnavailable(`Host ${hostName} has joined anew meanwhile.`)
      try {
        return await entry.client.fetch(`${roomOf(hostName, entry.host)}${path}`, init)
      } catch (error) {
        entry.readAt = -Infinity
        throw error
      }
    }

  return {
    add: (hostName, client) => here.set(hostName, client),
    find: (hostName) =>
      here.get(hostName) ?? {
        command: async (...command) => (await lookUp(hostName)).agent.command(...command),
        openVnc: async (serverId) => (await lookUp(hostName)).agent.openVnc(serverId),
        openSerial: async (serverId) => (await lookUp(hostName)).agent.openSerial(serverId),
      },
    async reach(host, origin) {
      const isFromHere = origin?.isThisMachine ?? false
      if (!isFromHere && isNoHostsAddress(host.address))
        throw new Error(`Other machines do not reach ${host.address}: it is no address of a host.`)
      const toldAt = isFromHere ? undefined : pause(reachMs, undefined, { ref: false })
      const client = clientFor(host, reachMs)
      try {
        await client.reach()
        const response = await client.fetch('/agent/instance', { signal: AbortSignal.timeout(reachMs) })
        const said = (await boundedJson(response, 1024)) as { instance?: unknown } | undefined
        return typeof said?.instance === 'string' ? said.instance : undefined
      } catch (cause) {
        log?.debug(
          { err: cause, place: writePlace(host), identity: host.id },
          'A host was not reached where it says it is.',
        )
        await toldAt
        throw new Error(`Nobody answers as this host at ${writePlace(host)}.`, { cause })
      } finally {
        client.close()
      }
    },
    renew() {
      for (const { client } of joined.values()) client.renew()
    },
    close() {
      isClosed = true
      for (const { client } of joined.values()) client.close()
      joined.clear()
    },
  }
}

/** Where the agent is served behind the port. */
const roomOf = (hostName: string, { isInControl = false }: DialledHost) =>
  isInControl ? `/hosts/${encodeURIComponent(hostName)}` : '/agent'

/** An agent that is there answers without thinking; whoever has named a place hears after as long a time that nobody does. */
const reachMs = 3_000

/** Unspecified, loopback, link-local and multicast addresses: a host that names one would have control ask somebody in its stead. */
const isNoHostsAddress = addressList([
  '0.0.0.0/8',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '224.0.0.0/4',
  '255.255.255.255',
  '::/96',
  'fe80::/10',
  'ff00::/8',
])

const isSame = (one: DialledHost, other: DialledHost) =>
  one.id === other.id && one.address === other.address && one.port === other.port
