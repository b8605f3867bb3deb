import type { Duplex } from 'node:stream'
import { setTimeout as pause } from 'node:timers/promises'
import type { ServerId } from '#platform/ids'
import { commandContractVersion, type AgentClient } from './commands/command-contract.ts'
import { type CommandResponse, packFailure } from './commands/command-wire.ts'
import { hostFailure, hostUnavailable } from './commands/host-failure.ts'

/** Sends a request to one agent: `fetch` with its address in front, or the agent's own app. */
export type AgentFetch = (path: string, init?: RequestInit) => Response | Promise<Response>

export interface RemoteAgentOptions {
  hostName: string
  fetch: AgentFetch
  openVnc: (serverId: ServerId) => Promise<Duplex | undefined>
  openSerial: (serverId: ServerId) => Promise<Duplex | undefined>
  /** For how long an agent that does not answer is asked again. */
  patienceMs?: number
}

const pollSeconds = 30
const retryEveryMs = 1000

/** A client that speaks to an agent's HTTP face. An command outlives lost connections and restarts of the agent. */
export function remoteAgentClient(options: RemoteAgentOptions): AgentClient {
  const { hostName, fetch, openVnc, openSerial, patienceMs = 30_000 } = options
  const call = async (path: string, init?: RequestInit): Promise<CommandResponse | undefined> => {
    const response = await withPatience(() => fetch(path, init), hostName, patienceMs)
    if (response.status === 404) return undefined
    const answer = (await response.json().catch(() => undefined)) as CommandResponse | undefined
    if (answer?.state === undefined) throw noAgent(hostName, new Error(`It answered ${response.status}.`))
    return answer
  }
  const give = (body: string) =>
    call(`/commands?wait=${pollSeconds}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body })

  return {
    openVnc: (serverId) => openVnc(serverId).catch(refuseConsole),
    openSerial: (serverId) => openSerial(serverId).catch(refuseConsole),
    async command(kind, commandId, params) {
      const body = JSON.stringify({ contractVersion: commandContractVersion, id: commandId, kind, params })
      let answer = await give(body)
      while (answer?.state === 'running') {
        // An agent that was restarted meanwhile has forgotten the command: it gets it again.
        answer = (await call(`/commands/${encodeURIComponent(commandId)}?wait=${pollSeconds}`)) ?? (await give(body))
      }
      if (answer === undefined) throw noAgent(hostName)
      if (answer.state === 'failed') throw hostFailure(kind, answer.failure)
      return answer.result as never
    },
  }
}

async function withPatience(
  send: () => Response | Promise<Response>,
  hostName: string,
  patienceMs: number,
): Promise<Response> {
  const until = Date.now() + patienceMs
  for (;;) {
    try {
      return await send()
    } catch (cause) {
      if (Date.now() + retryEveryMs > until) throw noAgent(hostName, cause)
      await pause(retryEveryMs)
    }
  }
}

const noAgent = (hostName: string, cause?: unknown) =>
  hostUnavailable(`The agent of host ${hostName} does not answer. Check that it runs and can be reached.`, cause)

function refuseConsole(error: unknown): never {
  throw hostFailure('open-console', packFailure(error))
}
