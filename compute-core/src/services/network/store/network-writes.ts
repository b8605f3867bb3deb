import type { Insertable, Updateable } from 'kysely'
import type { Db, DB } from '#platform/db/database'
import { conflict } from '#platform/errors'
import { refuseOverQuota } from './project-quota.ts'
import { noteChange } from './changed-servers.ts'
import { lockRow, refusedAs, touched } from './write-rows.ts'

/** Writes a network, unless its project has as many as it may. */
export async function insertNetwork(tx: Db, network: Insertable<DB['network.network']>): Promise<void> {
  await refuseOverQuota(tx, 'network', network.project_id)
  await tx.insertInto('network.network').values(network).execute()
}

const toldToHosts = ['name', 'mtu', 'admin_state_up'] as const

/** Writes what is defined of `changes`; hosts with guests on the network are told. A network that others use stays shared. */
export async function updateNetwork(
  tx: Db,
  id: string,
  changes: Updateable<DB['network.network']>,
  revision?: number,
): Promise<void> {
  await lockRow(tx, { table: 'network.network', id, revision })
  if (changes.shared === false) await refuseWhileOthersUse(tx, id)
  await tx
    .updateTable('network.network')
    .set({ ...changes, ...touched })
    .where('id', '=', id)
    .execute()
  const isForHosts = toldToHosts.some((name) => changes[name] !== undefined)
  if (isForHosts) await noteChange(tx, { networkId: id })
}

/** Their guests would go on talking on a network that they no longer see. */
async function refuseWhileOthersUse(tx: Db, id: string): Promise<void> {
  const used = await tx
    .selectFrom('network.port as p')
    .innerJoin('network.network as n', 'n.id', 'p.network_id')
    .select('p.id')
    .where('n.id', '=', id)
    .where('n.shared', '=', true)
    .whereRef('p.project_id', '!=', 'n.project_id')
    .limit(1)
    .executeTakeFirst()
  if (used)
    throw conflict(
      `Unable to reconfigure sharing settings for network ${id}. Multiple tenants are using it.`,
      'Delete the ports of other projects on it first.',
    )
}

/** Deletes a network with its subnets, unless a port is on it. */
export async function deleteNetwork(tx: Db, id: string, revision?: number): Promise<void> {
  await lockRow(tx, { table: 'network.network', id, revision })
  await tx
    .deleteFrom('network.network')
    .where('id', '=', id)
    .execute()
    .catch(refusedAs('foreign-key', () => inUse(id)))
}

const inUse = (id: string) =>
  conflict(
    `Unable to complete operation on network ${id}. There are one or more ports still in use on the network.`,
    'Delete its servers and ports first.',
  )
