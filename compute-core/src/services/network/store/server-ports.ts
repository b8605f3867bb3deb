import { sql } from 'kysely'
import type { Db } from '#platform/db/database'
import type { ServerId } from '#platform/ids'
import type { NetworkRequest, PortBinding } from '../network-service.ts'

/** The server's ports with all that its host needs to know of them, eldest first. */
export async function portsOfServer(db: Db, serverId: ServerId): Promise<readonly PortBinding[]> {
  const { rows } = await sql<PortBinding>`
    select p.id as "portId", n.id as "networkId", n.name as "networkName", n.link_no as "linkNo",
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
    where p.device_id = ${serverId} and p.device_owner like 'compute:%'
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

/** Takes all ports of the server off their host; those that are on none already stay untouched. */
export async function unbindPorts(db: Db, serverId: ServerId): Promise<void> {
  await db
    .updateTable('network.port')
    .set({
      binding_host: '',
      status: 'DOWN',
      updated_at: sql<Date>`now()`,
      revision_number: sql<number>`revision_number + 1`,
    })
    .where('device_id', '=', serverId)
    .where('device_owner', 'like', 'compute:%')
    .where('binding_host', '<>', '')
    .execute()
}

/** Deletes what was made for the server and frees what the user brought, in one statement. */
export async function releasePorts(db: Db, serverId: ServerId): Promise<void> {
  await sql`
    with freed as (
      update network.port set device_id = '', device_owner = '', binding_host = '', status = 'DOWN',
        updated_at = now(), revision_number = revision_number + 1
      where device_id = ${serverId} and device_owner like 'compute:%' and not made_for_server
    )
    delete from network.port where device_id = ${serverId} and made_for_server`.execute(db)
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
