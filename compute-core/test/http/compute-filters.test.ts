import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { computeRoutes } from '#api/compute-routes'
import { computeVersions } from '#api/versions'
import { newId } from '#platform/ids'
import { insertServer } from '#test/insert-server'
import { aCompute, type TestCompute } from './support/a-compute.ts'
import { insertHost } from './support/a-furnished-compute.ts'

let compute: TestCompute
let one: string
const image = newId<string>()
beforeAll(async () => {
  compute = await aCompute()
  const { projectId, userId } = compute.callers.get('admin')!
  const hostId = await insertHost(compute.db, 'host-1')
  const theirs = { project_id: projectId!, created_at: new Date('2026-01-01'), updated_at: new Date('2026-01-01') }
  await insertServer(compute.db, { ...theirs, name: 'two', hostname: 'two', tags: ['red'] })
  const mine = await insertServer(compute.db, {
    project_id: projectId!,
    user_id: userId,
    name: 'one',
    hostname: 'first',
    description: 'the first one',
    image_id: image,
    flavor_id: '7',
    host_id: hostId,
    network_info: JSON.stringify([{ networkName: 'net', mac: 'm', fixedIps: addresses }]),
    vm_state: 'stopped',
    task_state: 'powering-on',
    power_state: 'shutdown',
    reservation_id: 'r-9',
    tags: ['blue'],
    locked_by: 'owner',
    availability_zone: 'nova',
    config_drive: true,
    key_name: 'ada',
    created_at: new Date('2026-06-01'),
    updated_at: new Date('2026-06-01'),
    launched_at: new Date('2026-06-02'),
    access_ip_v4: '192.0.2.7',
    access_ip_v6: '2001:db8::7',
    root_device_name: '/dev/vda',
    launch_index: 1,
    disk_config: 'AUTO',
    progress: 50,
    metadata: JSON.stringify({ role: 'web' }),
  })
  one = mine.id
})
afterAll(() => compute[Symbol.asyncDispose]())

const addresses = [
  { address: '10.0.0.5', version: 4 },
  { address: 'fd00::5', version: 6 },
]

/** For each filter of a list of servers a value that finds the server `one` and not the server `two`. */
const serverFilterValues: Readonly<Record<string, string | (() => string)>> = {
  name: '^one$',
  display_name: 'one',
  description: 'first',
  display_description: 'first',
  image: () => image,
  image_ref: () => image,
  flavor: '7',
  ip: '10.0.0.5',
  ip6: 'fd00::5',
  status: 'SHUTOFF',
  reservation_id: 'r-9',
  'changes-since': '2026-05-01T00:00:00Z',
  tags: 'blue',
  'tags-any': 'blue,green',
  'not-tags': 'red',
  'not-tags-any': 'red,green',
  locked: 'true',
  availability_zone: 'nova',
  config_drive: 'true',
  key_name: 'ada',
  created_at: '2026-06-01',
  launched_at: '2026-06-02',
  power_state: '4',
  task_state: 'powering-on',
  vm_state: 'stopped',
  progress: '50',
  user_id: () => compute.callers.get('admin')!.userId,
  hostname: 'first',
  uuid: () => one,
  host: 'host-1',
  node: 'host-1',
  access_ip_v4: '192.0.2.7',
  access_ip_v6: '2001:db8::7',
  root_device_name: '/dev/vda',
  locked_by: 'owner',
  launch_index: '1',
  auto_disk_config: 'true',
  metadata: '{"role": "web"}',
}

/** The other parameters of lists: in which file of tests they narrow, or why they do not. */
const elsewhere: readonly (readonly [paths: RegExp, names: string, where: string])[] = [
  [/^\/servers(\/detail)?$/, 'changes-before terminated_at deleted soft_deleted', 'compute-server-lists.test.ts'],
  [/^\/servers(\/detail)?$/, 'kernel_id ramdisk_id', 'compute-server-lists.test.ts'],
  [/^\/servers(\/detail)?$/, 'project_id tenant_id all_tenants', 'compute-server-lists.test.ts'],
  [
    /^\/servers(\/detail)?$/,
    'block_device_mapping services system_metadata info_cache security_groups pci_devices',
    'Nova takes them and passes over them',
  ],
  [/./, 'kilonova:q kilonova:count kilonova:before kilonova:names', 'compute-list-searches.test.ts'],
  [/^\/kilonova\/server-counts$/, 'all_tenants', 'compute-list-searches.test.ts'],
  [
    /^\/kilonova\/activity$/,
    'all_tenants project_id user_id action outcome server_id request_id bulk_action_id since before',
    'compute-activity.test.ts',
  ],
  [/^\/kilonova\/bulk-actions/, 'all_tenants project_id user_id since outcome', 'compute-bulk-actions.test.ts'],
  [/^\/kilonova\/.*metrics/, 'range servers', 'compute-metrics.test.ts'],
  [/^\/kilonova\/(activity-counts|attention|usage-per-day)$/, 'all_tenants', 'compute-home.test.ts'],
  [/^\/kilonova\/activity-counts$/, 'days time_zone', 'they say which days are counted and narrow nothing'],
  [/^\/kilonova\/activity-counts$/, 'project_id', 'compute-home.test.ts'],
  [/^\/kilonova\/usage-per-day$/, 'start end time_zone', 'they say what is counted and narrow nothing'],
  [/^\/kilonova\/usage-per-day$/, 'project_id', 'compute-usage-by-project.test.ts'],
  [
    /^\/kilonova\/usage-by-(project|period)$/,
    'start end step measure top time_zone',
    'they say what is counted and how it is drawn, and narrow nothing',
  ],
  [/^\/flavors/, 'is_public minRam minDisk name', 'compute-flavors.test.ts'],
  [/^\/os-keypairs/, 'user_id kilonova:details', 'compute-key-pairs.test.ts'],
  [/^\/os-keypairs$/, 'kilonova:all_users', 'compute-list-searches.test.ts'],
  [/^\/os-server-groups$/, 'all_projects', 'compute-server-groups.test.ts'],
  [/os-instance-actions$/, 'changes-since changes-before', 'compute-instance-actions.test.ts'],
  [
    /^\/os-migrations$/,
    'hidden host instance_uuid source_compute status migration_type changes-since changes-before user_id project_id',
    'compute-migrations.test.ts',
  ],
  [/^\/os-hypervisors/, 'hypervisor_hostname_pattern', 'compute-hosts.test.ts'],
  [/^\/os-hypervisors/, 'with_servers', 'it adds servers to each and narrows nothing'],
  [/^\/os-services$/, 'host binary', 'compute-hosts.test.ts'],
  [/^\/os-simple-tenant-usage/, 'start end detailed', 'they say what is counted and narrow nothing'],
  [/^\/(limits|os-quota-sets)/, 'tenant_id user_id', 'it says whose limits are shown and narrows nothing'],
]

const isPaging = (name: string) => /^(limit|marker|offset|sort_key|sort_dir)$/.test(name)
const declared = computeRoutes
  .filter(({ method, until }) => method === 'GET' && until === computeVersions.max)
  .flatMap(({ path, query }) =>
    Object.entries(query.parameters ?? {})
      .filter(([name, rule]) => !isPaging(name) && rule.until === undefined)
      .map(([name]) => [path, name] as const),
  )
const isOfServers = (path: string) => /^\/servers(\/detail)?$/.test(path)
const placeOf = (path: string, name: string) =>
  elsewhere.find(([paths, names]) => paths.test(path) && names.split(' ').includes(name))?.[2]

test('every filter that is declared is tested, or it is said why not', () => {
  const open = declared.filter(
    ([path, name]) => !(isOfServers(path) && Object.hasOwn(serverFilterValues, name)) && !placeOf(path, name),
  )
  expect(open).toEqual([])
})

test.each(declared.filter(([path, name]) => placeOf(path, name)?.endsWith('.test.ts')))(
  '%s %s is asked for in its file of tests',
  (path, name) => {
    const text = readFileSync(join(import.meta.dirname, placeOf(path, name)!), 'utf8')
    expect(text).toContain(name)
  },
)

test.each(declared.filter(([path, name]) => isOfServers(path) && Object.hasOwn(serverFilterValues, name)))(
  '%s is narrowed by %s',
  async (path, name) => {
    const value = serverFilterValues[name]!
    const query = `${name}=${encodeURIComponent(typeof value === 'string' ? value : value())}`
    const { status, body } = await compute.request(`GET ${path}?${query}`, { as: 'admin', version: '2.104' })
    expect({ status, names: body.servers?.map((server: { name: string }) => server.name) }).toEqual({
      status: 200,
      names: ['one'],
    })
  },
)
