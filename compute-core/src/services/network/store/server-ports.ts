import { type RawBuilder, sql } from 'kysely'
import type { Database, Db } from '#platform/db/database'
import type { PortId, ServerId } from '#platform/ids'
import type { NetworkRequest, PortBinding } from '../network-service.ts'
import { type ServerOnHost, tellHosts } from './changed-servers.ts'

/** The server's ports with all that its host needs to know of them, eldest first. */
export async function portsOfServer(db: Db, serverId: ServerId): Promise<readonly PortBinding[]> {
  const ports = await portsWhere(db, sql`p.device_id = ${serverId}`)
  return ports.map(({ serverId: _server, ...port }) => port)
}

/**
 * The ports of servers that are bound to a host, by their servers, eldest first; of these servers, or of all that have any there. In one
 * statement, however many they are.
 */
export async function portsOnHost(
  db: Db,
  hostName: string,
  servers?: readonly string[],
): Promise<ReadonlyMap<ServerId, readonly PortBinding[]>> {
  const ofThese = servers === undefined ? sql`true` : sql`p.device_id = any (${[...servers]}::text[])`
  const ports = await portsWhere(db, sql`p.binding_host = ${hostName} and ${ofThese}`)
  const byServer = new Map<ServerId, PortBinding[]>()
  for (const { serverId, ...port } of ports) {
    const others = byServer.get(serverId)
    if (others) others.push(port)
    else byServer.set(serverId, [port])
  }
  return byServer
}

async function portsWhere(
  db: Db,
  condition: RawBuilder<unknown>,
): Promise<readonly (PortBinding & { serverId: ServerId })[]> {
  const { rows } = await sql<PortBinding & { serverId: ServerId }>`
    select p.device_id as "serverId", p.id as "portId", n.id as "networkId", n.name as "networkName", n.link_no as "linkNo",
      p.mac_address::text as mac, n.mtu, p.made_for_server as "madeForServer",
      case when not p.port_security_enabled then 'off' when p.in_default_group then 'open' else 'closed' end as filter,
      not (p.admin_state_up and n.admin_state_up) as "isDown",
      coalesce(jsonb_agg(jsonb_build_object('address', host(a.ip_address), 'version', s.ip_version, 'subnetId', s.id,
        'cidr', s.cidr::text, 'gateway', host(s.gateway_ip), 'madeOnDemand', s.made_on_demand,
        'dhcp', s.enable_dhcp, 'dhcpIp', host(s.dhcp_ip), 'hostRoutes', s.host_routes) order by s.created_at, a.ip_address)
        filter (where s.id is not null), '[]') as "fixedIps",
      coalesce(array(
        select distinct host(dns) from network.port_address a2 join network.subnet s2 on s2.id = a2.subnet_id,
          unnest(s2.dns_nameservers) dns where a2.port_id = p.id), '{}') as "dnsNameservers"
    from network.port p join network.network n on n.id = p.network_id
    left join network.port_address a on a.port_id = p.id left join network.subnet s on s.id = a.subnet_id
    where p.device_owner like 'compute:%' and ${condition}
    group by p.id, n.id order by p.created_at, p.id`.execute(db)
  return rows
}

/** The same with whether each carries anything. */
export async function portsWithStatus(
  db: Db,
  serverId: ServerId,
): Promise<readonly (PortBinding & { status: string })[]> {
  const ports = await portsOfServer(db, serverId)
  const rows = await db.selectFrom('network.port').select(['id', 'status']).where('device_id', '=', serverId).execute()
  const statuses = new Map(rows.map(({ id, status }) => [id, status]))
  return ports.map((port) => ({ ...port, status: statuses.get(port.portId) ?? 'DOWN' }))
}

/** Whether the server has any port. */
export async function hasPorts(db: Db, serverId: ServerId): Promise<boolean> {
  const port = await db
    .selectFrom('network.port')
    .select('id')
    .where('device_id', '=', serverId)
    .where('device_owner', 'like', 'compute:%')
    .limit(1)
    .executeTakeFirst()
  return port !== undefined
}

/** The ports in the order that they were asked for; what nobody asked for comes last. */
export function inRequestedOrder(
  ports: readonly PortBinding[],
  requested: 'auto' | 'none' | readonly NetworkRequest[],
): readonly PortBinding[] {
  if (typeof requested === 'string') return ports
  const left = [...ports]
  const ordered = requested.flatMap(({ portId, networkId }) => {
    const at = left.findIndex((port) =>
      portId === undefined ? port.madeForServer && port.networkId === networkId : port.portId === portId,
    )
    return at < 0 ? [] : left.splice(at, 1)
  })
  return [...ordered, ...left]
}

/** Marks all ports of the server; those that are it already stay untouched. */
export async function setPortsStatus(db: Db, serverId: ServerId, status: 'ACTIVE' | 'DOWN'): Promise<void> {
  await db
    .updateTable('network.port')
    .set({ status: reached(status), updated_at: sql<Date>`now()`, revision_number: sql<number>`revision_number + 1` })
    .where('device_id', '=', serverId)
    .where('device_owner', 'like', 'compute:%')
    .where('status', '<>', reached(status))
    .execute()
}

/** A port that its owner has switched off, or whose network is, carries nothing. */
const reached = (status: 'ACTIVE' | 'DOWN') => sql<'ACTIVE' | 'DOWN'>`
  case when port.admin_state_up and (select n.admin_state_up from network.network n where n.id = port.network_id)
  then ${status} else 'DOWN' end`

/** Takes all ports of the server off their host, which hears of it; those that are on none already stay untouched. */
export async function unbindPorts(db: Database, serverId: ServerId): Promise<void> {
  await db.transaction().execute(async (tx) => {
    const { rows } = await sql<ServerOnHost>`
      with theirs as (
        select distinct binding_host from network.port
        where device_id = ${serverId} and device_owner like 'compute:%' and binding_host <> ''
      ), unbound as (
        update network.port set binding_host = '', status = 'DOWN', updated_at = now(), revision_number = revision_number + 1
        where device_id = ${serverId} and device_owner like 'compute:%' and binding_host <> ''
      )
      select ${serverId} as "serverId", binding_host as "hostName" from theirs`.execute(tx)
    await tellHosts(tx, rows)
  })
}

/** Deletes what was made for the server and frees what the user brought, in one statement; their host hears of it. */
export const releasePorts = (db: Database, serverId: ServerId): Promise<void> =>
  release(db, serverId, sql`device_id = ${serverId}`)

/** Deletes the port when it was made for the server, or frees it; one that is not the server's stays untouched. Its host hears of it. */
export const detachPort = (db: Database, serverId: ServerId, portId: PortId): Promise<void> =>
  release(db, serverId, sql`id = ${portId} and device_id = ${serverId}`)

async function release(db: Database, serverId: ServerId, which: RawBuilder<unknown>): Promise<void> {
  await db.transaction().execute(async (tx) => {
    const { rows } = await sql<ServerOnHost>`
      with theirs as (
        select distinct binding_host from network.port where ${which} and device_owner like 'compute:%' and binding_host <> ''
      ), freed as (
        update network.port set device_id = '', device_owner = '', binding_host = '', status = 'DOWN',
          updated_at = now(), revision_number = revision_number + 1
        where ${which} and device_owner like 'compute:%' and not made_for_server
      ), dropped as (
        delete from network.port where ${which} and made_for_server
      )
      select ${serverId} as "serverId", binding_host as "hostName" from theirs`.execute(tx)
    await tellHosts(tx, rows)
  })
}

/** Every server that has a port. */
export async function serversWithPorts(db: Db): Promise<readonly ServerId[]> {
  const rows = await db
    .selectFrom('network.port')
    .select('device_id')
    .distinct()
    .where('device_owner', 'like', 'compute:%')
    .where('device_id', '<>', '')
    .execute()
  return rows.map((row) => row.device_id as ServerId)
}
