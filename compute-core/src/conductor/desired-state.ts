import type { DesiredState, DesiredStates } from '#agent/desired/desired-contract'
import { contractOf, type GuestCommand } from '#agent/commands/command-contract'
import { hostChangesSince, hostGeneration, writeReached } from '#platform/host-state/host-state'
import type { ServerId } from '#platform/ids'
import { type Speaker, whileStanding } from '#store/host-identity-store'
import { contractOfHost } from '#store/host-queries'
import { command, type Conductor } from './conductor.ts'

type World = Pick<Conductor, 'db' | 'network'>

/**
 * What a host has to know, for the agent that speaks for it. What an entry says is read from the tables of those who own it when it is asked
 * for; only which entries have changed is kept.
 */
export const desiredStates = (io: World, { hostName, identityId }: Speaker): DesiredStates => ({
  desired: (since) => stateSince(io, hostName, since),
  async reached({ generation, troubles }) {
    const told = troubles.map(({ serverId, message }) => ({ subjectId: serverId, message }))
    const reached = { generation, troubles: told }
    await whileStanding(io.db, { hostName, identityId }, (trx) => writeReached(trx, hostName, reached))
  },
})

async function stateSince({ db, network }: World, hostName: string, since: number): Promise<DesiredState> {
  const { generation, changed } = await hostChangesSince(db, hostName, since)
  if (changed?.length === 0) return { generation, isWhole: false, servers: [], gone: [] }
  // Read after the generation: what changes meanwhile may be told already, and is told again.
  const ports = await network.portsOnHost(hostName, changed)
  const servers = Array.from(ports, ([serverId, own]) => ({ serverId, ports: own }))
  const gone = (changed ?? []).filter((id) => !ports.has(id as ServerId)) as ServerId[]
  return { generation, isWhole: changed === undefined, servers, gone }
}

interface ToReach {
  hostName: string
  serverId: ServerId
  commandId: string
  /** The server's guest as its host is told of it, where it may have one already. */
  guest?: () => Promise<GuestCommand>
}

/** Has the host make true what it has to know of the server by now, and waits until it is. */
export async function reachDesired(io: Reaching, what: ToReach): Promise<void> {
  const { hostName, serverId, commandId } = what
  if ((await contractOfHost(io.db, hostName)) < contractOf('desired-state')) return tellOldAgent(io, what)
  const generation = await hostGeneration(io.db, hostName)
  await command(io, hostName, 'desired-state', commandId, { serverId, generation })
}

type Reaching = Pick<Conductor, 'db' | 'agents' | 'flows' | 'network'>

/** The same for an agent of contract 7, which asks for nothing: it is told by the commands of then. */
async function tellOldAgent(io: Reaching, { hostName, serverId, commandId, guest }: ToReach): Promise<void> {
  const ports = (await io.network.portsOnHost(hostName, [serverId])).get(serverId) ?? []
  if (ports.length === 0) await command(io, hostName, 'nics-unplug', commandId, { serverId, ports })
  else if (guest) await command(io, hostName, 'guest-update-nics', commandId, { guest: { ...(await guest()), ports } })
  else await command(io, hostName, 'nics-plug', commandId, { serverId, ports })
}
