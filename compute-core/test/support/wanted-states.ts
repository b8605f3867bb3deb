import type { DesiredState, DesiredStates, Reached } from '#agent/desired/desired-contract'
import type { PortInfo } from '#domain/server/server'
import type { ServerId } from '#platform/ids'

/** What a host has to know, kept in memory: a test says what it is, and sees what was asked and reported. */
export interface WantedStates extends DesiredStates {
  /** Gives the server these ports, or nothing on this host; answers the generation since. */
  want(serverId: ServerId, ports: readonly PortInfo[] | undefined): number
  generation(): number
  /** The generations that somebody has asked from, and what was reported, in their order. */
  readonly asked: number[]
  readonly reports: Reached[]
  /** Called before each answer: tests hold it up there, or let it fail. */
  before: (asked: 'desired' | 'reached') => Promise<void>
  /** Changes an answer on its way. */
  spoil: (state: DesiredState) => DesiredState
}

/** A state without any server. */
export function wantedStates(): WantedStates {
  const servers = new Map<ServerId, readonly PortInfo[]>()
  const changed = new Map<ServerId, number>()
  let generation = 0
  const states: WantedStates = {
    asked: [],
    reports: [],
    before: async () => {},
    spoil: (state) => state,
    generation: () => generation,
    want(serverId, ports) {
      changed.set(serverId, ++generation)
      if (ports) servers.set(serverId, ports)
      else servers.delete(serverId)
      return generation
    },
    async desired(since) {
      states.asked.push(since)
      const isWhole = since === 0
      const told = isWhole ? [...servers.keys()] : [...changed].flatMap(([id, at]) => (at > since ? id : []))
      const state = {
        generation,
        isWhole,
        servers: told.flatMap((serverId) => {
          const ports = servers.get(serverId)
          return ports ? { serverId, ports } : []
        }),
        gone: told.filter((serverId) => !servers.has(serverId)),
      }
      await states.before('desired')
      return states.spoil(state)
    },
    async reached(report) {
      await states.before('reached')
      states.reports.push(report)
    },
  }
  return states
}
