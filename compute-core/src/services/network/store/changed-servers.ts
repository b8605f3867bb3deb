import { sql } from 'kysely'
import type { Db } from '#platform/db/database'
import { changeHostState } from '#platform/host-state/host-state'
import type { ServerId } from '#platform/ids'
import type { ChangedServer } from '../network-service.ts'

const uuidPattern = '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'

/** The condition that a port is one of those that are told to a host. */
type Which = { portId: string } | { subnetId: string } | { networkId: string }

/**
 * Notes that the servers with these ports have changed in the same transaction, and their hosts have something else to know; before a
 * port is deleted, for afterwards nobody knows whose it was.
 */
export async function noteChange(tx: Db, which: Which): Promise<void> {
  const condition =
    'portId' in which
      ? sql`p.id = ${which.portId}`
      : 'networkId' in which
        ? sql`p.network_id = ${which.networkId}`
        : sql`p.id in (select a.port_id from network.port_address a where a.subnet_id = ${which.subnetId})`
  const { rows } = await sql<ServerOnHost>`
    with theirs as (
      select distinct p.device_id::uuid as server_id, p.binding_host from network.port p
      where p.device_owner like 'compute:%' and p.device_id ~ ${uuidPattern} and ${condition}
    ), noted as (
      insert into network.changed_server (server_id) select distinct server_id from theirs order by 1
      on conflict (server_id) do update set change_no = default
    )
    select server_id as "serverId", binding_host as "hostName" from theirs where binding_host <> ''`.execute(tx)
  await tellHosts(tx, rows)
}

/** A server and a host where it has ports. */
export interface ServerOnHost {
  serverId: string
  hostName: string
}

/** Writes that the hosts have something else to know of these servers; the last thing that a transaction does. */
export const tellHosts = (tx: Db, servers: readonly ServerOnHost[]): Promise<void> =>
  changeHostState(
    tx,
    servers.map(({ serverId, hostName }) => ({ subjectId: serverId, hostName })),
  )

/** The servers whose hosts have not been told yet. */
export async function changedServers(db: Db): Promise<readonly ChangedServer[]> {
  const { rows } = await sql<ChangedServer>`
    select server_id as "serverId", change_no as "changeNo" from network.changed_server order by change_no`.execute(db)
  return rows
}

/** Forgets a change that the host has been told of; one that came meanwhile stays. */
export async function settleChange(db: Db, { serverId, changeNo }: ChangedServer): Promise<void> {
  await db
    .deleteFrom('network.changed_server')
    .where('server_id', '=', serverId satisfies ServerId)
    .where('change_no', '=', changeNo)
    .execute()
}
