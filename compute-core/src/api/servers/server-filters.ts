import { powerStates, type PowerState } from '#domain/server/power-state'
import { statesOf } from '#domain/server/status'
import type { VmState } from '#domain/server/server'
import { forbidden, invalid } from '#platform/errors'
import type { VersionName } from '#platform/service/microversion'
import { type SearchableColumn, serverConditions as where } from '#store/server-conditions'
import type { ServerCondition } from '#store/server-queries'
import { asBoolean, readTime } from '#platform/service/fields'
import type { RequestContext } from '../route.ts'

interface Filter {
  /** From when on everybody may use it; for `admin` only they, and others' use is ignored as Nova does. */
  open: VersionName | 'admin'
  condition(values: readonly string[], context: RequestContext): ServerCondition | undefined
}

const last = (values: readonly string[]) => values.at(-1)!
const text = (column: SearchableColumn, open: Filter['open']): Filter => ({
  open,
  condition: (values) => where.matching(column, last(values)),
})
const tags = (condition: (tags: readonly string[]) => ServerCondition): Filter => ({
  open: '2.26',
  condition: (values) => condition(last(values).split(',')),
})
const time = (condition: (date: Date) => ServerCondition, open: VersionName): Filter => ({
  open,
  condition: (values) => condition(readTime(last(values))!),
})
const whole = (condition: (value: number) => ServerCondition, open: Filter['open'], name: string): Filter => ({
  open,
  condition(values) {
    if (!/^-?\d{1,9}$/.test(last(values))) throw invalid(`Invalid filter ${name}. Send a whole number.`, name)
    return condition(Number(last(values)))
  },
})
const image: Filter = { open: '2.1', condition: (values) => where.withImage(last(values)) }
const ip = (version: 4 | 6, open: VersionName): Filter => ({
  open,
  condition: (values) => where.matchingIp(version, last(values)),
})

function boolean(name: string, value: string): boolean {
  const parsed = asBoolean(value)
  if (parsed === undefined) throw invalid(`Invalid filter ${name}: ${value}. Send true or false.`, name)
  return parsed
}

/** What a list of servers can be narrowed by, under the API's names. */
export const serverFilters: Readonly<Record<string, Filter>> = {
  name: text('name', '2.1'),
  display_name: text('name', 'admin'),
  description: text('description', 'admin'),
  display_description: text('description', 'admin'),
  image,
  image_ref: { ...image, open: 'admin' },
  flavor: { open: '2.1', condition: (values) => where.withFlavor(last(values)) },
  ip: ip(4, '2.1'),
  ip6: ip(6, '2.5'),
  status: { open: '2.1', condition: byStatus },
  reservation_id: text('reservationId', '2.1'),
  'changes-since': time(where.changedSince, '2.1'),
  'changes-before': time(where.changedBefore, '2.66'),
  tags: tags(where.withAllTags),
  'tags-any': tags(where.withAnyTag),
  'not-tags': tags(where.notAllTags),
  'not-tags-any': tags(where.noneOfTags),
  locked: { open: '2.73', condition: (values) => where.locked(boolean('locked', last(values))) },
  availability_zone: text('zone', '2.83'),
  config_drive: { open: '2.83', condition: (values) => where.withConfigDrive(configDrive(last(values))) },
  key_name: text('keyName', '2.83'),
  created_at: text('createdAt', '2.83'),
  launched_at: text('launchedAt', '2.83'),
  terminated_at: text('terminatedAt', '2.83'),
  power_state: { open: '2.83', condition: byPowerState },
  task_state: { open: '2.83', condition: (values) => where.inTasks(values) },
  vm_state: { open: '2.83', condition: (values) => where.inStates(values as VmState[]) },
  progress: whole(where.withProgress, '2.83', 'progress'),
  user_id: { open: '2.83', condition: (values) => where.ofUser(last(values)) },
  hostname: text('hostname', '2.90'),
  uuid: { open: 'admin', condition: (values) => where.withIds(values.map((id) => id.toLowerCase())) },
  host: { open: 'admin', condition: (values) => where.onHost(last(values)) },
  node: text('hostName', 'admin'),
  access_ip_v4: text('accessIpV4', 'admin'),
  access_ip_v6: text('accessIpV6', 'admin'),
  root_device_name: text('rootDeviceName', 'admin'),
  kernel_id: text('nothing', 'admin'),
  ramdisk_id: text('nothing', 'admin'),
  locked_by: text('lockedBy', 'admin'),
  launch_index: whole(where.withLaunchIndex, 'admin', 'launch_index'),
  auto_disk_config: {
    open: 'admin',
    condition: (values) => where.withDiskConfig(boolean('auto_disk_config', last(values)) ? 'AUTO' : 'MANUAL'),
  },
  metadata: { open: 'admin', condition: (values) => where.withMetadata(metadata(last(values))) },
}

/** The conditions of the filters that the caller may use at this version. */
export function conditionsOf(context: RequestContext): ServerCondition[] {
  const mayUseAll = context.may('os_compute_api:servers:allow_all_filters')
  return Object.entries(serverFilters).flatMap(([name, filter]) => {
    if (!context.query.has(name)) return []
    const open = mayUseAll || (filter.open !== 'admin' && context.since(filter.open))
    return (open && filter.condition(context.query.all(name), context)) || []
  })
}

function byStatus(values: readonly string[], context: RequestContext): ServerCondition | undefined {
  const matches = values.map((status) => ({ status, states: statesOf(status) }))
  const unknown = matches.find(({ states }) => !states)
  // Before 2.38 a status that does not exist was one that no server has.
  if (unknown && context.since('2.38')) throw invalid(`Invalid status value ${unknown.status}.`, 'status')
  const known = matches.flatMap(({ states }) => states ?? [])
  if (known.length === 0) return where.nothing()
  const vmStates = known.flatMap((states) => states.vmStates)
  if (vmStates.includes('deleted') && !context.caller.seesAll)
    throw forbidden('Only administrators may list deleted servers.')
  const tasks = known.some((states) => states.tasks === null) ? [] : known.flatMap((states) => states.tasks ?? [])
  return where.inStatesAndTasks(vmStates, tasks)
}

function byPowerState(values: readonly string[]): ServerCondition {
  const names = Object.keys(powerStates) as PowerState[]
  return where.inPowerStates(values.flatMap((value) => names.find((name) => String(powerStates[name]) === value) ?? []))
}

/** The API shows a config drive as `True` or as nothing at all. */
const configDrive = (value: string) => value !== '' && boolean('config_drive', value)

function metadata(value: string): Record<string, string> {
  try {
    const pairs: unknown = JSON.parse(value.replaceAll("'", '"'))
    if (typeof pairs === 'object' && pairs !== null && !Array.isArray(pairs)) return pairs as Record<string, string>
  } catch {
    // Said below.
  }
  throw invalid('Invalid filter metadata. Send a JSON object.', 'metadata')
}
