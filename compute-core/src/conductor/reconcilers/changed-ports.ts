import { setTimeout as pause } from 'node:timers/promises'
import type { ChangedServer } from '#services/network/network-service'
import type { PortInfo, Server } from '#domain/server/server'
import { atMost } from '#platform/at-most'
import type { ServerId } from '#platform/ids'
import { findServer, moveServer } from '#store/server-store'
import { command, type Conductor } from '../conductor.ts'
import { reachDesired } from '../desired-state.ts'
import { newCommand } from '../flows/kit/server-tasks.ts'
import { restartCommand } from '../guest-command.ts'
import type { Reconciler } from './reconciler.ts'

/** How many servers are looked at at once. */
const atOnce = 8

/** How long one look waits for guests; what takes longer goes on by itself. */
const patienceMs = 5000

/** The servers whose guests are asked to let go of a card at this moment. */
const underWay = new Set<ServerId>()

/**
 * Brings to hosts and guests what was changed of servers' ports over the network service: a port that was deleted takes its card along;
 * filters, links, addresses and what DHCP tells follow. A guest that does not let go of a card holds up nobody but itself.
 */
export const changedPorts: Reconciler = {
  name: 'changed-ports',
  everyMs: 2000,
  async run(io) {
    const limited = atMost(atOnce)
    const changes = (await io.network.changedServers()).filter(({ serverId }) => !underWay.has(serverId))
    const work = changes.map(async (change) => {
      const { serverId } = change
      underWay.add(serverId)
      await bringUpToDate(io, change, limited)
        .catch((err: unknown) => io.log.warn({ err, serverId }, 'ports could not be brought up to date'))
        .finally(() => underWay.delete(serverId))
    })
    await Promise.race([Promise.all(work), pause(patienceMs, undefined, { ref: false })])
    return changes.length
  },
}

/** A server that is busy is left for later: something else is under way with it, and may take it to another host. */
async function bringUpToDate(io: Conductor, change: ChangedServer, limited: ReturnType<typeof atMost>): Promise<void> {
  const told = await limited(() => tellHost(io, change.serverId))
  if (told === 'busy') return
  // Asked one after the other, outside of the limit: each may take a minute.
  for (const detach of told) await detach()
  await limited(() => writeDown(io, change.serverId))
  await io.network.settleChange(change)
}

/** Has the server's host do what its ports say now; what is left are the cards that its guest has to let go of. */
async function tellHost(io: Conductor, serverId: ServerId): Promise<'busy' | (() => Promise<unknown>)[]> {
  const server = await findServer(io.db, serverId)
  if (!server) return []
  if (server.taskState !== null) return 'busy'
  const { hostName } = server
  if (hostName === null) return []
  const ports = await portsNow(io, server)
  const guestNow = () => restartCommand(io, { ...server, networkInfo: ports })
  await reachDesired(io, { hostName, serverId, commandId: newCommand(), guest: guestNow })
  // A port that was switched on again carries something, and one that was switched off does not.
  if (server.powerState === 'running') await io.network.setPortsStatus(serverId, 'ACTIVE')
  const gone = server.networkInfo.filter(({ portId }) => !ports.some((port) => port.portId === portId))
  if (gone.length === 0) return []
  const guest = await guestNow()
  return gone.map((port) => () => command(io, hostName, 'guest-detach-nic', newCommand(), { guest, port }))
}

/** Writes which ports the server has now. */
async function writeDown(io: Conductor, serverId: ServerId): Promise<void> {
  await io.db.transaction().execute(async (trx) => {
    const known = await findServer(trx, serverId)
    if (!known) return
    // The row is ours from here on: whoever writes the ports after us has read them after us.
    await moveServer(trx, serverId, 'any', {})
    const server = await findServer(trx, serverId)
    if (server) await moveServer(trx, serverId, 'any', { networkInfo: await portsNow(io, server, trx) })
  })
}

/** The server's ports as the network service has them, each with what its owner calls the card. */
async function portsNow(io: Conductor, { id, networkInfo }: Server, db = io.db as Parameters<typeof findServer>[0]) {
  const ports = new Map(
    (await io.network.portsOf(id, db)).map(({ status: _status, ...port }) => [port.portId, port as PortInfo]),
  )
  // In the order in which they were asked for; what is new comes last.
  const kept = networkInfo.flatMap(({ portId, tag }) => {
    const port = ports.get(portId)
    ports.delete(portId)
    return port ? [tag === undefined ? port : { ...port, tag }] : []
  })
  return [...kept, ...ports.values()]
}
