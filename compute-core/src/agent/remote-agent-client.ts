import type { Duplex } from 'node:stream'
import { setTimeout as pause } from 'node:timers/promises'
import type { ServerId } from '#platform/ids'
import { boundedJson } from '#platform/wire/bounded-json'
import { openDuplex } from '#platform/wire/duplex'
import type { WireFetch } from '#platform/wire/peer'
import type { ConsoleProtocol } from './agent-http.ts'
import { contractOf, type AgentClient, type CommandKind, type Commands } from './commands/command-contract.ts'
import { deadlineMs, overdue } from './commands/command-deadline.ts'
import { type CommandResponse, packFailure } from './commands/command-wire.ts'
import { hostFailure, hostUnavailable } from './commands/host-failure.ts'

/** Makes what a command says fit for the way to its host: secrets under the host's own seal, grants for images. */
export type ForHost = <Kind extends CommandKind>(
  kind: Kind,
  params: Commands[Kind]['params'],
) => Commands[Kind]['params']

export interface RemoteAgentOptions {
  hostName: string
  /** Sends a request to the agent; paths begin where its app does. */
  fetch: WireFetch
  forHost?: ForHost
  /** Whether the cloud does without this host: then one that does not answer is not asked again. */
  isGivenUp?: () => Promise<boolean>
  /** For how long an agent that does not answer is asked again: by default 75 s, so that a line that is cut for a minute fails nothing. */
  patienceMs?: number
  /** The same where a person waits, who can ask again. */
  peoplesPatienceMs?: number
  retryEveryMs?: number
  /** For how long an agent may say that a command is still running: by default as long as its kind takes at most. */
  commandMs?: number
  /** After how long a request that has failed was not the first sign of an outage: connecting and noticing a cut take less. */
  aliveMs?: number
}

/** A person waits for these: that the host does not answer is said soon. */
const askedByPeople = new Set<CommandKind>(['console-log', 'guest-diagnostics', 'guest-cpus', 'host-power'])

const pollSeconds = 30
/** One that has not said by then that it goes on does not answer, be its connection alive or not. */
const answerMs = (pollSeconds + 15) * 1000
/** Longer than any console log and than what is said of all guests of a host. */
const longestAnswer = 16 * 2 ** 20

/** What is waited for, and until when at most, whatever the agent says or does meanwhile. */
interface Asked {
  kind: CommandKind
  endsAt: number
}

/** A client that speaks to an agent's HTTP face. A command outlives lost connections and restarts of the agent. */
export function remoteAgentClient(options: RemoteAgentOptions): AgentClient {
  const { hostName, fetch, forHost = (_kind, params) => params, isGivenUp = async () => false } = options
  const { patienceMs = 75_000, peoplesPatienceMs = 5_000, retryEveryMs = 1_000, aliveMs = 12_500, commandMs } = options
  const call = async (
    { kind, endsAt }: Asked,
    path: string,
    init?: RequestInit,
  ): Promise<CommandResponse | undefined> => {
    const patience = askedByPeople.has(kind) ? Math.min(patienceMs, peoplesPatienceMs) : patienceMs
    const response = await withPatience(
      () => fetch(path, { ...init, signal: AbortSignal.timeout(answerMs) }),
      hostName,
      { patienceMs: patience, retryEveryMs, aliveMs, endsAt, isGivenUp },
    )
    if (response.status === 404) return undefined
    const answer = (await boundedJson(response, longestAnswer).catch((cause: unknown) => {
      throw noAgent(hostName, cause)
    })) as CommandResponse | undefined
    if (answer?.state === undefined) throw noAgent(hostName, new Error(`It answered ${response.status}.`))
    return answer
  }
  const give = (asked: Asked, body: () => string) =>
    call(asked, `/commands?wait=${pollSeconds}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: body(),
    })
  const open = async (protocol: ConsoleProtocol, serverId: ServerId): Promise<Duplex | undefined> => {
    const opened = await openDuplex(fetch, `/consoles/${protocol}/${serverId}`).catch((cause: unknown) => {
      throw noAgent(hostName, cause)
    })
    if ('stream' in opened) return opened.stream
    const { refused } = opened
    if (refused.status === 404) return undefined
    const answer = (await boundedJson(refused, longestAnswer).catch(() => undefined)) as CommandResponse | undefined
    const failure =
      answer?.state === 'failed' ? answer.failure : packFailure(new Error(`It answered ${refused.status}.`))
    throw hostFailure('open-console', failure)
  }

  return {
    openVnc: (serverId) => open('vnc', serverId),
    openSerial: (serverId) => open('serial', serverId),
    async command(kind, commandId, params) {
      // Made anew each time: a grant that came with it may have been used by an agent that was killed then.
      const body = () =>
        JSON.stringify({ contractVersion: contractOf(kind), id: commandId, kind, params: forHost(kind, params) })
      const limitMs = commandMs ?? deadlineMs(kind, params)
      const asked = { kind, endsAt: performance.now() + limitMs }
      let askedAt = performance.now()
      let answer = await give(asked, body)
      while (answer?.state === 'running') {
        if (performance.now() > asked.endsAt) throw overdue(hostName, kind, limitMs)
        // An agent answers when there is something to say, or half a minute is over; one that does not must not keep us busy.
        const earlyMs = askedAt + retryEveryMs - performance.now()
        if (earlyMs > 0) await pause(earlyMs)
        askedAt = performance.now()
        // An agent that was restarted meanwhile has forgotten the command: it gets it again.
        answer =
          (await call(asked, `/commands/${encodeURIComponent(commandId)}?wait=${pollSeconds}`)) ??
          (await give(asked, body))
      }
      if (answer === undefined) throw noAgent(hostName)
      if (answer.state === 'failed') throw hostFailure(kind, answer.failure)
      return answer.result as never
    },
  }
}

interface Patience {
  patienceMs: number
  retryEveryMs: number
  aliveMs: number
  endsAt: number
  isGivenUp: () => Promise<boolean>
}

async function withPatience(
  send: () => Promise<Response>,
  hostName: string,
  { patienceMs, retryEveryMs, aliveMs, endsAt, isGivenUp }: Patience,
): Promise<Response> {
  let until = performance.now() + patienceMs
  for (;;) {
    const begunAt = performance.now()
    try {
      return await send()
    } catch (cause) {
      // That connection was alive, and what has cut it is another outage than the one before: it is waited for as long.
      const isTooLate = cause instanceof Error && cause.name === 'TimeoutError'
      if (!isTooLate && performance.now() - begunAt > aliveMs) until = performance.now() + patienceMs
      const isOver = performance.now() + retryEveryMs > Math.min(until, endsAt)
      // Of a host that cannot be looked up nothing is known: it is waited for.
      if (isOver || (await isGivenUp().catch(() => false))) throw noAgent(hostName, cause)
      await pause(retryEveryMs)
    }
  }
}

const noAgent = (hostName: string, cause?: unknown) =>
  hostUnavailable(`The agent of host ${hostName} does not answer. Check that it runs and can be reached.`, cause)
