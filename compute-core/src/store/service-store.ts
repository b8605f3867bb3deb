import { type RawBuilder, sql } from 'kysely'
import type { Db } from '#platform/db/database'
import { newId, type HostId } from '#platform/ids'
import { liveProcesses } from '#platform/process/control-process'

/** A service as Nova knows them: of a host, or a part of a control process. */
export interface Service {
  id: string
  binary: string
  host: string
  zone: string
  enabled: boolean
  disabledReason: string | null
  forcedDown: boolean
  lastSeenAt: Date
  /** The host whose service it is; null for a part of a control process. */
  hostId: HostId | null
}

/** The binary of a host's service: the only one that can be changed. */
export const computeBinary = 'nova-compute'

/** The zone of services that are no hosts'. */
export const internalZone = 'internal'

/** What each role of a control process is to Nova. */
const binariesOf: Readonly<Record<string, readonly string[]>> = {
  conductor: ['nova-conductor', 'nova-scheduler'],
  api: ['nova-osapi_compute'],
}

/** All services as `h`, under the names that the columns of a host have. */
export const services = {
  columns: sql<Service>`
    h.id, h.binary_name as binary, h.name as host, h.zone, h.enabled, h.disabled_reason as "disabledReason",
    h.forced_down as "forcedDown", h.last_seen_at as "lastSeenAt", h.host_id as "hostId"`,
  from: sql`(
    select service_id as id, ${computeBinary}::text as binary_name, name, zone, enabled, disabled_reason, forced_down, last_seen_at,
      id as host_id
    from compute.host
    union all
    select s.id, s.binary_name, p.host_name, ${internalZone}, true, null, false, p.renewed_at, null
    from compute.control_service s join platform.control_process p on p.id = s.process_id
  ) h`,
}

/** Which services are meant. */
export interface ServiceFilter {
  id?: string | undefined
  host?: string | undefined
  binary?: string | undefined
  zone?: string | undefined
}

/** The conditions that a service `h` meets the filter. */
export const serviceConditions = ({ id, host, binary, zone }: ServiceFilter): RawBuilder<boolean>[] => [
  ...(id === undefined ? [] : [sql<boolean>`h.id::text = ${id}`]),
  ...(host === undefined ? [] : [sql<boolean>`h.name = ${host}`]),
  ...(binary === undefined ? [] : [sql<boolean>`h.binary_name = ${binary}`]),
  ...(zone === undefined ? [] : [sql<boolean>`h.zone = ${zone}`]),
]

/** The services that meet the filter, by host and binary. */
export async function listServices(db: Db, filter: ServiceFilter = {}): Promise<Service[]> {
  const { rows } = await sql<Service>`
    select ${services.columns} from ${services.from}
    where ${sql.join([sql`true`, ...serviceConditions(filter)], sql` and `)}
    order by h.name, h.binary_name, h.id`.execute(db)
  return rows
}

/** Writes what services a control process is by its roles; those that are there keep their ids. */
export async function writeControlServices(db: Db, processId: string, roles: readonly string[]): Promise<void> {
  const binaries = roles.flatMap((role) => binariesOf[role] ?? [])
  await sql`
    with gone as (
      delete from compute.control_service where process_id = ${processId} and binary_name <> all (${binaries})
    )
    insert into compute.control_service (id, process_id, binary_name)
    select id, ${processId}, binary_name from unnest(${binaries.map(() => newId())}::uuid[], ${binaries}::text[]) made (id, binary_name)
    on conflict (process_id, binary_name) do nothing`.execute(db)
}

/** Deletes a service of a control process; one of a process that is at work is there again at once, under another id. */
export async function deleteControlService(db: Db, id: string): Promise<void> {
  const { numUpdatedRows } = await db
    .updateTable('compute.control_service')
    .set({ id: newId() })
    .where('id', '=', id)
    .where(sql<boolean>`process_id in ${liveProcesses}`)
    .executeTakeFirst()
  if (numUpdatedRows === 0n) await db.deleteFrom('compute.control_service').where('id', '=', id).execute()
}
