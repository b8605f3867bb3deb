import { type RawBuilder, sql } from 'kysely'
import type { HostFacts } from '#driver/compute-driver'
import type { Db } from '#platform/db/database'
import { notFound } from '#platform/errors'
import type { HostId, ServerId } from '#platform/ids'
import { addressAround } from '#platform/process/control-process'
import type { Host } from './host-store.ts'

/** A compute host with what its servers take. */
export interface HostInUse extends Omit<Host, 'up' | 'createdAt' | 'facts'> {
  facts: HostFacts
  /** Where control finds it; null for a host of a process that is not at work. */
  hostIp: string | null
  /** What its servers were promised. */
  usedVcpus: number
  usedRamMb: number
  usedDiskGb: number
  servers: number
  busyServers: number
  activeServers: number
}

interface HostFilter {
  name?: string | undefined
  id?: HostId | undefined
  serviceId?: string | undefined
  /** Part of a name. */
  namePart?: string | undefined
  zone?: string | undefined
}

/** Hosts as `h`, with what their servers take as `u`. */
export const hostsInUse = {
  columns: sql<HostInUse>`
    h.id, h.service_id as "serviceId", h.name, h.zone, h.enabled, h.disabled_reason as "disabledReason",
    h.forced_down as "forcedDown", h.facts, h.last_seen_at as "lastSeenAt",
    coalesce(
      (select i.address from compute.host_identity i where i.host_name = h.name),
      regexp_replace(${addressAround(sql`h.name`)}, '^\\[?(.*?)\\]?:\\d+$', '\\1')) as "hostIp",
    coalesce(u.vcpus, 0) as "usedVcpus", coalesce(u.ram, 0) as "usedRamMb", coalesce(u.disk, 0) as "usedDiskGb",
    coalesce(u.servers, 0) as servers, coalesce(u.busy, 0) as "busyServers",
    coalesce(u.active, 0) as "activeServers"`,
  from: sql`
    compute.host h
    left join (
      select host_id, sum(vcpus) as vcpus, sum(ram_mb) as ram, count(*) as servers,
             count(*) filter (where task_state is not null) as busy,
             count(*) filter (where vm_state = 'active') as active,
             sum((flavor ->> 'diskGb')::int + (flavor ->> 'ephemeralGb')::int) as disk
      from compute.server where deleted_at is null and host_id is not null group by host_id
    ) u on u.host_id = h.id`,
}

/** The conditions that a host `h` meets the filter. */
export const hostConditions = ({ name, id, serviceId, zone, namePart }: HostFilter): RawBuilder<boolean>[] => [
  ...(name === undefined ? [] : [sql<boolean>`h.name = ${name}`]),
  ...(id === undefined ? [] : [sql<boolean>`h.id::text = ${id}`]),
  ...(serviceId === undefined ? [] : [sql<boolean>`h.service_id::text = ${serviceId}`]),
  ...(zone === undefined ? [] : [sql<boolean>`h.zone = ${zone}`]),
  ...(namePart === undefined ? [] : [sql<boolean>`position(lower(${namePart}) in lower(h.name)) > 0`]),
]

/** The hosts that meet the filter by name, with what their servers take, in one query. */
export async function listHostsInUse(db: Db, filter: HostFilter = {}): Promise<HostInUse[]> {
  const { rows } = await sql<HostInUse>`
    select ${hostsInUse.columns} from ${hostsInUse.from}
    where ${sql.join([sql`true`, ...hostConditions(filter)], sql` and `)}
    order by h.name`.execute(db)
  return rows
}

/** A host as far as its own row tells. */
export type NamedHost = Pick<HostInUse, 'id' | 'name' | 'facts'>

/** The host of that name with what it has; of its servers nothing is counted. */
export async function findHostNamed(db: Db, name: string): Promise<NamedHost | undefined> {
  const row = await db
    .selectFrom('compute.host')
    .select(['id', 'name', 'facts'])
    .where('name', '=', name)
    .executeTakeFirst()
  return row && { id: row.id as HostId, name: row.name, facts: row.facts as unknown as HostInUse['facts'] }
}

/** The servers of each host, by the host's id. */
export async function serversByHost(db: Db): Promise<ReadonlyMap<HostId, { id: ServerId; name: string }[]>> {
  const rows = await db
    .selectFrom('compute.server')
    .select(['id', 'name', 'host_id'])
    .where('deleted_at', 'is', null)
    .where('host_id', 'is not', null)
    .orderBy('name')
    .execute()
  return Map.groupBy(
    rows.map((row) => ({ id: row.id as ServerId, name: row.name, hostId: row.host_id as HostId })),
    (server) => server.hostId,
  )
}

/** The servers on a host, by name. */
export async function serversOn(db: Db, hostId: HostId): Promise<{ id: ServerId; name: string; projectId: string }[]> {
  const rows = await db
    .selectFrom('compute.server')
    .select(['id', 'name', 'project_id'])
    .where('host_id', '=', hostId)
    .where('deleted_at', 'is', null)
    .orderBy('name')
    .execute()
  return rows.map((row) => ({ id: row.id as ServerId, name: row.name, projectId: row.project_id }))
}

/** Whether a host is given new servers, why not, and whether somebody knows that it is down. */
export interface ServiceChange {
  enabled?: boolean
  disabledReason?: string | null
  forcedDown?: boolean
}

/** Writes a change of a host's service; a 404 when there is no such host. */
export async function changeService(db: Db, hostId: HostId, change: ServiceChange): Promise<void> {
  const saved = await db
    .updateTable('compute.host')
    .set({
      ...(change.enabled !== undefined && { enabled: change.enabled }),
      ...(change.disabledReason !== undefined && { disabled_reason: change.disabledReason }),
      ...(change.forcedDown !== undefined && { forced_down: change.forcedDown }),
    })
    .where('id', '=', hostId)
    .executeTakeFirst()
  if (saved.numUpdatedRows !== 1n) throw notFound('Compute host', hostId)
}

/** The zone that a host is in now; undefined for one that is gone. */
export async function zoneOfHost(db: Db, id: HostId): Promise<string | undefined> {
  const row = await db.selectFrom('compute.host').select('zone').where('id', '=', id).executeTakeFirst()
  return row?.zone
}

/** Whether some enabled host is in this zone. */
export async function zoneExists(db: Db, zone: string): Promise<boolean> {
  const row = await db
    .selectFrom('compute.host')
    .select('id')
    .where('zone', '=', zone)
    .where('enabled', '=', true)
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

/** The hypervisors of all hosts, and how many hosts have each. */
export async function hypervisorsInUse(db: Db): Promise<{ type: string; version: string; hosts: number }[]> {
  const { rows } = await sql<{ type: string; version: number; hosts: number }>`
    select coalesce(h.facts ->> 'hypervisorType', 'unknown') as type,
      coalesce((h.facts ->> 'hypervisorVersion')::integer, 0) as version, count(*)::integer as hosts
    from compute.host h group by 1, 2 order by 3 desc, 1, 2`.execute(db)
  // 8002003 is 8.2.3.
  const name = (version: number) =>
    [Math.floor(version / 1_000_000), Math.floor(version / 1000) % 1000, version % 1000].join('.')
  return rows.map(({ version, ...row }) => ({ ...row, version: name(version) }))
}

/** The contract of the host's agent, as it has told; 7 for one that does not tell, as that was the last one before they did. */
export async function contractOfHost(db: Db, hostName: string): Promise<number> {
  const row = await db
    .selectFrom('compute.host')
    .select(sql<number | null>`(facts ->> 'contractVersion')::int`.as('contract'))
    .where('name', '=', hostName)
    .executeTakeFirst()
  return row?.contract ?? 7
}
