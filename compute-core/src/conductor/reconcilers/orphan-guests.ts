import { atMost } from '#platform/at-most'
import { newId, type ServerId } from '#platform/ids'
import { ownerlessServers, serversElsewhere } from '#store/server-drift'
import type { HostReport } from '../agent-reports.ts'
import { command } from '../conductor.ts'
import { reachDesired } from '../desired-state.ts'
import type { Reconciler, ReconcilerIo } from './reconciler.ts'

/**
 * Clears guests and disks from hosts whose server is deleted or was never built: a host that was away during a delete still has them. And
 * those of servers that live on another host, where a build went on while this one was away: there is one guest of each in the whole cloud.
 */
export const orphanGuests: Reconciler = {
  name: 'orphan-guests',
  everyMs: 20_000,
  async run(io) {
    const reports = await io.reports.latest()
    const limited = atMost(atOnce)
    // A host that does not answer holds up nobody but itself.
    const found = reports.map((report) => limited(() => clearHost(io, report, reports)))
    return (await Promise.all(found)).reduce((sum, count) => sum + count, 0)
  },
}

/** How many hosts are looked at at once. */
const atOnce = 8

async function clearHost(
  io: ReconcilerIo,
  { hostName, guests, disks }: HostReport,
  reports: readonly HostReport[],
): Promise<number> {
  const onHost = [...new Set([...guests.keys(), ...disks])]
  const ownerless = await ownerlessServers(io.db, onHost)
  const leftovers = [...ownerless, ...(await strays(io, hostName, onHost, reports))]
  for (const serverId of leftovers) await clear(io, hostName, serverId)
  return leftovers.length
}

/** Those of `ids` whose own host is another one, and has them. */
async function strays(
  { db, settings }: ReconcilerIo,
  hostName: string,
  ids: readonly ServerId[],
  reports: readonly HostReport[],
): Promise<ServerId[]> {
  const elsewhere = await serversElsewhere(db, hostName, ids, settings.service_down_time)
  const isAtHome = (id: ServerId, home: string) =>
    reports.some((report) => report.hostName === home && (report.guests.has(id) || report.disks.includes(id)))
  return elsewhere.filter(({ id, hostName: home }) => isAtHome(id, home)).map(({ id }) => id)
}

async function clear(io: ReconcilerIo, hostName: string, serverId: ServerId): Promise<void> {
  try {
    await command(io, hostName, 'guest-destroy', newId<string>(), { serverId })
    await command(io, hostName, 'disks-delete', newId<string>(), { serverId })
    await reachDesired(io, { hostName, serverId, commandId: newId() })
    io.log.info({ serverId, host: hostName }, 'cleared an orphan from a host')
  } catch (err) {
    io.log.warn({ serverId, host: hostName, err }, 'an orphan could not be cleared; trying again later')
  }
}
