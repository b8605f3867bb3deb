import { failed } from '#platform/errors'
import { newRequestId } from '#platform/ids'
import { type LostServer, serversWithLostDisks } from '#store/lost-disks'
import { closeMigrations } from '#store/migration-store'
import { recordFault } from '#store/server-fault-store'
import { moveServer } from '#store/server-store'
import { beginForCloud } from '../begin-for-cloud.ts'
import type { Reconciler, ReconcilerIo } from './reconciler.ts'

const sentence = 'The host of this server was set up anew, and its disks are gone. Rebuild the server, or delete it.'

/**
 * Tells the owners of servers whose host was set up anew under its name: without their disks they are in error, from which a rebuild or a
 * delete leads on. One on the shelf has all it needs in its image, and only gives up its place.
 */
export const lostDisks: Reconciler = {
  name: 'lost-disks',
  everyMs: 10_000,
  async run(io) {
    const lost = await serversWithLostDisks(io.db, sentence)
    for (const server of lost)
      await (server.vmState === 'shelved'
        ? beginForCloud(io, server.id, { from: 'shelved', action: 'shelveOffload' })
        : tellOwner(io, server))
    return lost.length
  },
}

async function tellOwner(io: ReconcilerIo, { id, hostName }: LostServer): Promise<void> {
  const isTold = await io.db.transaction().execute(async (trx) => {
    if (!(await moveServer(trx, id, [null], { vmState: 'error', powerState: 'shutdown', rescueImageId: null })))
      return false
    await closeMigrations(trx, id)
    await recordFault(trx, id, failed(sentence), newRequestId())
    return true
  })
  if (!isTold) return
  io.log.warn({ serverId: id, host: hostName }, 'the disks of a server are gone with what its host was')
  await io.network.setPortsStatus(id, 'DOWN')
}
