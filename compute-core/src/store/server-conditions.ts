import { sql } from 'kysely'
import { matches } from '#platform/db/matches'
import type { VmState } from '#domain/server/server'
import type { ServerCondition, ServerSort } from './server-queries.ts'

/** Text columns that a filter may search, and the number or time columns that it may search as text. */
const searchable = {
  name: sql`server.name`,
  description: sql`coalesce(server.description, '')`,
  hostname: sql`server.hostname`,
  keyName: sql`server.key_name`,
  reservationId: sql`server.reservation_id`,
  zone: sql`server.availability_zone`,
  accessIpV4: sql`host(server.access_ip_v4)`,
  accessIpV6: sql`host(server.access_ip_v6)`,
  rootDeviceName: sql`server.root_device_name`,
  /** What no server here has is shown as an empty text, and is searched as such. */
  nothing: sql`''`,
  lockedBy: sql`server.locked_by`,
  createdAt: sql`to_char(server.created_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS')`,
  launchedAt: sql`to_char(server.launched_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS')`,
  terminatedAt: sql`to_char(server.terminated_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS')`,
  hostName: sql`host.name`,
} as const

export type SearchableColumn = keyof typeof searchable

/** The conditions that a list of servers can be narrowed by. A pattern is a regular expression of PostgreSQL's. */
export const serverConditions = {
  notDeleted: (): ServerCondition => sql`server.deleted_at is null`,
  notSoftDeleted: (): ServerCondition => sql`server.vm_state <> 'soft-delete'`,
  deleted: (): ServerCondition => sql`server.deleted_at is not null`,
  /** For good, or as yet to be restored. */
  deletedAnyhow: (): ServerCondition => sql`(server.deleted_at is not null or server.vm_state = 'soft-delete')`,
  ofProject: (projectId: string): ServerCondition => sql`server.project_id = ${projectId}`,
  ofUser: (userId: string): ServerCondition => sql`server.user_id = ${userId}`,
  matching: (column: SearchableColumn, pattern: string): ServerCondition => matches(searchable[column], pattern),
  matchingIp: (version: 4 | 6, pattern: string): ServerCondition =>
    sql`exists (select 1 from jsonb_array_elements(server.network_info) port, jsonb_array_elements(port -> 'fixedIps') ip
        where (ip ->> 'version')::int = ${version} and ${matches(sql`(ip ->> 'address')`, pattern)})`,
  withId: (id: string): ServerCondition => sql`server.id::text = ${id.toLowerCase()}`,
  withIds: (ids: readonly string[]): ServerCondition => sql`server.id::text = any(${ids})`,
  withFlavor: (flavorId: string): ServerCondition => sql`server.flavor_id = ${flavorId}`,
  onHost: (hostName: string): ServerCondition => sql`host.name = ${hostName}`,
  withImage: (imageId: string): ServerCondition => sql`server.image_id::text = ${imageId.toLowerCase()}`,
  inStates: (states: readonly VmState[]): ServerCondition => sql`server.vm_state = any(${states})`,
  inStatesAndTasks: (states: readonly VmState[], tasks: readonly string[]): ServerCondition =>
    tasks.length === 0
      ? sql`server.vm_state = any(${states})`
      : sql`(server.vm_state = any(${states}) and server.task_state = any(${tasks}))`,
  inTasks: (tasks: readonly string[]): ServerCondition => sql`server.task_state = any(${tasks})`,
  inPowerStates: (powers: readonly string[]): ServerCondition => sql`server.power_state = any(${powers})`,
  withConfigDrive: (wanted: boolean): ServerCondition => sql`server.config_drive = ${wanted}`,
  withDiskConfig: (wanted: 'AUTO' | 'MANUAL'): ServerCondition => sql`server.disk_config = ${wanted}`,
  withLaunchIndex: (index: number): ServerCondition => sql`server.launch_index = ${index}`,
  withProgress: (progress: number): ServerCondition => sql`server.progress = ${progress}`,
  locked: (wanted: boolean): ServerCondition =>
    wanted ? sql`server.locked_by is not null` : sql`server.locked_by is null`,
  withMetadata: (pair: Readonly<Record<string, string>>): ServerCondition =>
    sql`server.metadata @> ${JSON.stringify(pair)}::jsonb`,
  withAllTags: (tags: readonly string[]): ServerCondition => sql`server.tags @> ${tags}::text[]`,
  withAnyTag: (tags: readonly string[]): ServerCondition => sql`server.tags && ${tags}::text[]`,
  notAllTags: (tags: readonly string[]): ServerCondition => sql`not server.tags @> ${tags}::text[]`,
  noneOfTags: (tags: readonly string[]): ServerCondition => sql`not server.tags && ${tags}::text[]`,
  changedSince: (date: Date): ServerCondition => sql`server.updated_at >= ${date}`,
  changedBefore: (date: Date): ServerCondition => sql`server.updated_at <= ${date}`,
  nothing: (): ServerCondition => sql`false`,
} as const

const never = sql`'epoch'::timestamptz`

/** What servers can be sorted by, under the API's names; the ones that nothing is kept of here sort nothing. */
const sortColumns: Readonly<Record<string, ServerSort['by']>> = {
  access_ip_v4: sql`coalesce(server.access_ip_v4, '0.0.0.0')`,
  access_ip_v6: sql`coalesce(server.access_ip_v6, '::')`,
  auto_disk_config: sql`server.disk_config`,
  availability_zone: sql`coalesce(server.availability_zone, '')`,
  config_drive: sql`server.config_drive`,
  created_at: sql`server.created_at`,
  display_description: sql`coalesce(server.description, '')`,
  display_name: sql`server.name`,
  host: sql`coalesce(host.name, '')`,
  hostname: sql`server.hostname`,
  image_ref: sql`coalesce(server.image_id::text, '')`,
  instance_type_id: sql`server.flavor_id`,
  key_name: sql`coalesce(server.key_name, '')`,
  launch_index: sql`server.launch_index`,
  launched_at: sql`coalesce(server.launched_at, ${never})`,
  locked: sql`(server.locked_by is not null)`,
  locked_by: sql`coalesce(server.locked_by, '')`,
  node: sql`coalesce(host.name, '')`,
  power_state: sql`server.power_state`,
  progress: sql`server.progress`,
  project_id: sql`server.project_id`,
  root_device_name: sql`coalesce(server.root_device_name, '')`,
  task_state: sql`coalesce(server.task_state, '')`,
  terminated_at: sql`coalesce(server.terminated_at, ${never})`,
  updated_at: sql`server.updated_at`,
  user_id: sql`server.user_id`,
  uuid: sql`server.id`,
  vm_state: sql`server.vm_state`,
}

/** The order asked for, made total: what is equal so far goes by time of creation and by id, as the last direction says. */
export function serverOrder(keys: readonly { key: string; direction: 'asc' | 'desc' }[]): ServerSort[] {
  const asked = keys.flatMap(({ key, direction }) => (sortColumns[key] ? [{ by: sortColumns[key], direction }] : []))
  const direction = keys.at(-1)?.direction ?? 'desc'
  const rest = (['created_at', 'uuid'] as const).filter((key) => !keys.some((asked) => asked.key === key))
  return [...asked, ...rest.map((key) => ({ by: sortColumns[key]!, direction }))]
}
