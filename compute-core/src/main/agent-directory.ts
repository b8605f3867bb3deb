import type { AgentClient, Agents } from '#agent/commands/command-contract'
import { hostUnavailable } from '#agent/commands/host-failure'

/** Where commands to a host go; hosts are added as their agents come up. */
export interface AgentDirectory {
  add(hostName: string, client: AgentClient): void
  /** Throws `unavailable` for a host whose agent has not come up here. */
  find: Agents
}

export function agentDirectory(): AgentDirectory {
  const clients = new Map<string, AgentClient>()
  return {
    add: (hostName, client) => clients.set(hostName, client),
    find(hostName) {
      const client = clients.get(hostName)
      if (client) return client
      throw hostUnavailable(`The agent of host ${hostName} has not come up. Start it.`)
    },
  }
}
