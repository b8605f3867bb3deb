import type { VmState } from '#domain/server/server'
import type { PowerState } from '#domain/server/power-state'
import type { Db } from '#platform/db/database'
import { failed } from '#platform/errors'
import { newRequestId, type ServerId } from '#platform/ids'
import { serversWithFoundDisks, serversWithLostDisks } from '#store/lost-disks'
import { failMigrations } from '#store/migration-store'
import { forgetFaults, recordFault } from '#store/server-fault-store'
import { lockAtRest, moveServer } from '#store/server-store'
import { beginForCloud } from '../begin-for-cloud.ts'
import type { Reconciler, ReconcilerIo } from './reconciler.ts'

// Nobody knows whether they are gone: the machine may have been told another folder, or its disk may not be mounted.
const sentence =
  'The host of this server was set up anew and does not have the disks of the server. Ask the administrators whether they can bring them ' +
  'back, or rebuild the server: that makes new disks, without your data.'

/**
 * Tells the owners of servers whose host was set up anew under its name and does not have their disks: they are in error, until the disks are
 * there again, or from which a rebuild or a delete leads on. One on the shelf has all it needs in its image, and only gives up its place.
 */
export const lostDisks: Reconciler = {
  name: 'lost-disks',
  everyMs: 10_000,
  async run(io) {
    const lost = await serversWithLostDisks(io.db, sentence)
    for (const { id, vmState } of lost)
      await (vmState === 'shelved'
        ? beginForCloud(io, id, {
            from: 'shelved',
            action: 'shelveOffload',
            isDue: async (trx) => (await serversWithLostDisks(trx, sentence, [id])).length > 0,
          })
        : inTurn(io, id, tellOwner))
    const found = await serversWithFoundDisks(io.db, sentence)
    for (const { id } of found) await inTurn(io, id, takeBack)
    return lost.length + found.length
  },
}

/** Does `work` with a server at rest, which nobody asks anything of before the transaction ends. */
const inTurn = (io: ReconcilerIo, id: ServerId, work: (io: ReconcilerIo, trx: Db, id: ServerId) => Promise<void>) =>
  io.db.transaction().execute(async (trx) => {
    if (await lockAtRest(trx, id)) await work(io, trx, id)
  })

async function tellOwner(io: ReconcilerIo, trx: Db, id: ServerId): Promise<void> {
  // What was found before may have been rebuilt since.
  const [lost] = await serversWithLostDisks(trx, sentence, [id])
  if (!lost) return
  // A process that ends in between tells the owner only the next time, and then nothing else is left to do.
  await io.network.setPortsStatus(id, 'DOWN')
  const isIn = { vmState: 'error', oldVmState: lost.vmState, powerState: 'shutdown', rescueImageId: null } as const
  await moveServer(trx, id, [null], isIn)
  await failMigrations(trx, id)
  await recordFault(trx, id, failed(sentence), newRequestId())
  io.log.warn({ serverId: id, host: lost.hostName }, 'the host of a server was set up anew and does not have its disks')
}

/** What a server is whose guest is found like that; any other is stopped. */
const statesByPower: Partial<Record<PowerState, VmState>> = {
  running: 'active',
  paused: 'paused',
  suspended: 'suspended',
}

async function takeBack(io: ReconcilerIo, trx: Db, id: ServerId): Promise<void> {
  const [found] = await serversWithFoundDisks(trx, sentence, [id])
  if (!found) return
  const { power, oldVmState, hostName } = found
  if (power === 'running') await io.network.setPortsStatus(id, 'ACTIVE')
  const vmState = oldVmState === 'error' ? 'error' : ((power && statesByPower[power]) ?? 'stopped')
  await moveServer(trx, id, [null], { vmState, oldVmState: null, powerState: power ?? 'shutdown' })
  await forgetFaults(trx, id, sentence)
  io.log.info({ serverId: id, host: hostName }, 'the host of a server has its disks again')
}
