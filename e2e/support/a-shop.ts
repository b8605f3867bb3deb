import pg from 'pg'
import { type AProject, aProject } from './a-project.ts'
import { type Api, signIn } from './api.ts'
import type { CloudProcess } from './cloud-process.ts'

/** A cloud as it looks after some weeks of work: of three teams, one of which runs a shop. */
export interface Shop {
  projectName: string
  /** By name. */
  servers: ReadonlyMap<string, string>
}

/** The settings of the cloud: what guests used is written by `aShop`, and not measured. */
export const shopSettings = { metrics_interval: 3_600, resize_confirm_window: 0 }

const flavors = [
  ['c2.medium', 2, 4_096, 40],
  ['c2.large', 4, 8_192, 80],
  ['r2.large', 2, 16_384, 80],
  ['r2.xlarge', 4, 32_768, 160],
] as const

const images = [
  ['Ubuntu 24.04', 618_397_696],
  ['Debian 13', 434_110_464],
  ['Rocky Linux 9', 1_085_276_160],
] as const

interface Wanted {
  name: string
  flavor: (typeof flavors)[number][0]
  image: (typeof images)[number][0]
  by: string
  tags?: readonly string[]
}

const fleet: readonly Wanted[] = [
  ...[1, 2, 3, 4].map(
    (n) => ({ name: `web-${n}`, flavor: 'c2.medium', image: 'Ubuntu 24.04', by: 'mira', tags: ['web'] }) as const,
  ),
  ...[1, 2, 3].map(
    (n) => ({ name: `api-${n}`, flavor: 'c2.large', image: 'Debian 13', by: 'jonas', tags: ['api'] }) as const,
  ),
  { name: 'db-primary', flavor: 'r2.xlarge', image: 'Rocky Linux 9', by: 'chen', tags: ['db'] },
  { name: 'db-replica', flavor: 'r2.xlarge', image: 'Rocky Linux 9', by: 'chen', tags: ['db'] },
  { name: 'cache-1', flavor: 'r2.large', image: 'Debian 13', by: 'jonas' },
  { name: 'queue-1', flavor: 'c2.large', image: 'Debian 13', by: 'jonas' },
  ...[1, 2, 3].map((n) => ({ name: `worker-${n}`, flavor: 'c2.medium', image: 'Debian 13', by: 'jonas' }) as const),
  { name: 'bastion', flavor: 'c2.medium', image: 'Ubuntu 24.04', by: 'mira' },
  { name: 'staging', flavor: 'c2.medium', image: 'Ubuntu 24.04', by: 'mira' },
  { name: 'black-friday-2025', flavor: 'c2.large', image: 'Ubuntu 24.04', by: 'mira' },
]

const neighbours = [
  ['payments', ['ledger-1', 'ledger-2', 'gateway-1', 'gateway-2', 'fraud-scoring']],
  ['analytics', ['spark-1', 'spark-2', 'spark-3', 'notebook-chen', 'dashboards']],
] as const

/** Makes the shop and its neighbours through the APIs, and then lets the books say that it was weeks ago. */
export async function aShop(cloud: CloudProcess): Promise<Shop> {
  const admin = await signIn(cloud)
  for (const [name, vcpus, ram, disk] of flavors)
    await admin.call('POST', '/compute/v2.1/flavors', { flavor: { name, vcpus, ram, disk } })
  const imageIds = new Map<string, string>()
  for (const [name] of images) imageIds.set(name, await hasImage(cloud, admin, name))
  const shop = await aProject(cloud, 'shop')
  await shop.hasQuota({ instances: 20, cores: 64, ram: 204_800 })
  const people = new Map<string, Api>()
  for (const name of ['mira', 'jonas', 'chen']) {
    await shop.hasPerson(name, 'member')
    people.set(name, await signIn(cloud, name, 'shop'))
  }
  const network = await hasNetwork(shop.api, 'shop-net', '10.20.0.0/24')
  const make = async ({ name, flavor, image, by, tags = [] }: Wanted, network: string, api = people.get(by)!) => {
    const flavorRef = await flavorId(admin, flavor)
    const body = { name, flavorRef, imageRef: imageIds.get(image)!, networks: [{ uuid: network }], tags }
    return (await api.call<{ server: { id: string } }>('POST', '/compute/v2.1/servers', { server: body })).server.id
  }
  const servers = new Map<string, string>()
  for (const wanted of fleet) servers.set(wanted.name, await make(wanted, network))
  await areActive(shop.api, servers)
  for (const [project, names] of neighbours) await hasNeighbours(cloud, project, names, make)
  await lives(shop.api, people, servers, admin)
  // More than any host has: what became of it is what a person finds who made a mistake.
  await admin.call('POST', '/compute/v2.1/flavors', { flavor: { name: 'g4.metal', vcpus: 48, ram: 16_384, disk: 80 } })
  const search = { name: 'search-1', flavor: 'g4.metal' as never, image: 'Debian 13', by: 'chen' } as const
  await shop.hasQuota({ instances: 20, cores: 128, ram: 204_800 })
  servers.set('search-1', await make(search, network))
  await isStatus(shop.api, servers.get('search-1')!, 'ERROR')
  await growsOld(cloud)
  return { projectName: 'shop', servers }
}

async function hasImage(cloud: CloudProcess, admin: Api, name: string): Promise<string> {
  const about = { name, disk_format: 'raw', container_format: 'bare', visibility: 'public' }
  const { id } = await admin.call<{ id: string }>('POST', '/image/v2/images', about)
  const headers = { ...admin.headers, 'content-type': 'application/octet-stream' }
  const body = new Uint8Array(4_096)
  const sent = await fetch(`${cloud.url}/image/v2/images/${id}/file`, { method: 'PUT', headers, body })
  if (!sent.ok) throw new Error(`Image ${name}: ${sent.status} ${await sent.text()}`)
  return id
}

async function hasNetwork(api: Api, name: string, cidr: string): Promise<string> {
  const { network } = await api.call<{ network: { id: string } }>('POST', '/network/v2.0/networks', {
    network: { name },
  })
  const subnet = { network_id: network.id, cidr, ip_version: 4, name }
  await api.call('POST', '/network/v2.0/subnets', { subnet })
  return network.id
}

async function flavorId(api: Api, wanted: string): Promise<string> {
  const { flavors } = await api.call<{ flavors: { id: string; name: string }[] }>('GET', '/compute/v2.1/flavors')
  return flavors.find(({ name }) => name === wanted)!.id
}

async function hasNeighbours(
  cloud: CloudProcess,
  name: string,
  servers: readonly string[],
  make: (wanted: Wanted, network: string, api: Api) => Promise<string>,
) {
  const project: AProject = await aProject(cloud, name)
  await project.hasPerson(`${name}-ops`, 'member')
  const api = await signIn(cloud, `${name}-ops`, name)
  const network = await hasNetwork(api, `${name}-net`, '10.30.0.0/24')
  const made = new Map<string, string>()
  for (const server of servers)
    made.set(server, await make({ name: server, flavor: 'c2.large', image: 'Debian 13', by: '' }, network, api))
  await areActive(api, made)
}

async function areActive(api: Api, servers: ReadonlyMap<string, string>) {
  await Promise.all([...servers.values()].map((id) => isStatus(api, id, 'ACTIVE')))
}

const isStatus = (api: Api, id: string, status: string) =>
  api.until<{ server: { status: string; 'OS-EXT-STS:task_state': string | null } }>(
    `/compute/v2.1/servers/${id}`,
    ({ server }) => server.status === status && server['OS-EXT-STS:task_state'] === null,
  )

/** What people did in the meantime. */
async function lives(api: Api, people: ReadonlyMap<string, Api>, servers: ReadonlyMap<string, string>, admin: Api) {
  const act = async (by: string, name: string, action: object, lands = 'ACTIVE') => {
    await people.get(by)!.call('POST', `/compute/v2.1/servers/${servers.get(name)!}/action`, action)
    await isStatus(api, servers.get(name)!, lands)
  }
  const reboot = { reboot: { type: 'HARD' } }
  for (const name of ['web-1', 'web-2', 'web-3', 'web-4', 'api-2', 'cache-1']) await act('mira', name, reboot)
  await act('chen', 'db-primary', { createImage: { name: 'db-primary before 16.4' } })
  await act('chen', 'db-replica', { 'os-stop': null }, 'SHUTOFF')
  await act('chen', 'db-replica', { 'os-start': null })
  await act('chen', 'db-primary', reboot)
  for (const name of ['worker-1', 'worker-2']) await act('jonas', name, reboot)
  await act('jonas', 'worker-3', { 'os-stop': null }, 'SHUTOFF')
  await act('mira', 'black-friday-2025', { shelve: null }, 'SHELVED_OFFLOADED')
  await act('mira', 'bastion', { lock: { locked_reason: 'The only way in. Ask Mira first.' } })
  await act('mira', 'staging', { resize: { flavorRef: await flavorId(admin, 'c2.large') } }, 'VERIFY_RESIZE')
}

/** Lets all of it have begun weeks ago, take the time that real guests take, and have been measured. */
async function growsOld(cloud: CloudProcess) {
  const client = new pg.Client({ connectionString: cloud.databaseUrl() })
  await client.connect()
  try {
    for (const [name, size] of images)
      await client.query('update image.image set size = $2 where name = $1', [name, size])
    for (const statement of aging) await client.query(statement)
  } finally {
    await client.end()
  }
}

/** Between 0 and 1, and always the same for a row. */
const digits = (key: string, salt: number) => `(abs(hashtext(${key}::text || '${salt}')) % 1000 / 1000.0)`

const wave = (salt: number, seconds: number) =>
  `sin(extract(epoch from at) * 2 * pi() / ${seconds} + 6 * ${digits('server.name', salt)})`
const busy = `greatest(0.5, 100 * (0.08 + 0.5 * ${digits('server.name', 1)} * ${digits('server.name', 2)})
  * (1 + 0.45 * ${wave(3, 86_400)} + 0.2 * ${wave(4, 2_900)} + 0.12 * ${wave(5, 610)} + 0.25 * (random() - 0.5)))`
const traffic = (mean: number, salt: number) =>
  `${mean} * (0.2 + ${digits('server.name', salt)}) * (1 + 0.5 * ${wave(3, 86_400)} + 0.15 * ${wave(salt, 4_300)} + 0.2 * (random() - 0.5))`
const figures: Readonly<Record<string, string>> = {
  cpu_percent: busy,
  memory_mb: `server.ram_mb * (0.35 + 0.4 * ${digits('server.name', 6)} + 0.03 * ${wave(7, 20_000)})`,
  disk_read_bytes_rate: traffic(900_000, 8),
  disk_write_bytes_rate: traffic(2_400_000, 9),
  disk_read_requests_rate: traffic(60, 8),
  disk_write_requests_rate: traffic(150, 9),
  rx_bytes_rate: traffic(1_800_000, 10),
  tx_bytes_rate: traffic(5_200_000, 11),
  rx_packets_rate: traffic(2_100, 10),
  tx_packets_rate: traffic(3_900, 11),
}
// Memory hardly moves, everything else comes in bursts.
const peakOf = (name: string) => `${name} * (${name === 'memory_mb' ? '1.02' : '1.15 + 0.4 * random()'})`
const measured = (table: string, seconds: number, span: string, withMaxima: boolean) => {
  const names = Object.keys(figures)
  const maxima = withMaxima ? names.map((name) => `${name}_max`) : []
  return `insert into compute.${table} (server_id, at, ${[...names, ...maxima].join(', ')})
    select id, at, ${[...names, ...(withMaxima ? names.map(peakOf) : [])].join(', ')}
    from (
      select server.id, at, ${Object.entries(figures)
        .map(([name, value]) => `${value} as ${name}`)
        .join(', ')}
      from compute.server, generate_series(now() - interval '${span}', now(), interval '${seconds} seconds') at
      where server.vm_state = 'active' and server.deleted_at is null
    ) figure
    on conflict do nothing`
}

/** What hosts use by themselves and what their servers do, taken together. */
const hostFigures: Readonly<Record<string, string>> = {
  cpu_percent: `1 + sum(guest.cpu_percent * server.vcpus) / (host.facts ->> 'vcpus')::int`,
  iowait_percent: '0.1 + sum(guest.disk_read_bytes_rate) / 40e6 * (0.6 + 0.8 * random())',
  load: 'sum(guest.cpu_percent * server.vcpus) / 100 * (1 + 0.1 * random()) + 0.3',
  memory_mb: '2600 + sum(guest.memory_mb)',
  disk_gb: `60 + sum((server.flavor ->> 'diskGb')::int) * 0.3 + extract(epoch from guest.at - now()) / 86400`,
  disk_read_bytes_rate: '20000 + sum(guest.disk_read_bytes_rate)',
  disk_write_bytes_rate: '60000 + sum(guest.disk_write_bytes_rate)',
  rx_bytes_rate: '15000 + sum(guest.rx_bytes_rate)',
  tx_bytes_rate: '15000 + sum(guest.tx_bytes_rate)',
}
const hostsMeasured = (rollUp: '' | '_5min' | '_hour') => {
  const names = Object.keys(hostFigures)
  const maxima = rollUp === '' ? [] : names
  const columns = [...names, ...maxima.map((name) => `${name}_max`)]
  // What fills up slowly has no peaks.
  const peakOf = (name: string) => `(${hostFigures[name]!}) * ${/memory|disk_gb/.test(name) ? 1.01 : 1.3}`
  return `insert into compute.host_sample${rollUp} (host_id, at, ${columns.join(', ')})
    select host.id, guest.at, ${[...Object.values(hostFigures), ...maxima.map(peakOf)].join(', ')}
    from compute.guest_sample${rollUp} guest
    join compute.server on server.id = guest.server_id
    join compute.host on host.id = server.host_id
    group by host.id, guest.at
    on conflict do nothing`
}

const aging: readonly string[] = [
  // Steps that took no time at all on a fake guest take seconds, one after the other.
  `update compute.instance_action_event event set start_time = paced.ends - took, finish_time = paced.ends
   from (
     select step.id, took, action.start_time + sum(took) over (partition by action_id order by step.id) as ends
     from (select *, interval '1 second' * (0.4 + 7 * ${digits('event', 12)} ^ 2) as took from compute.instance_action_event) step
     join compute.instance_action action on action.id = step.action_id
   ) paced where paced.id = event.id`,
  `update image.image set size = 1024 ^ 3 * (1 + 3 * ${digits('name', 13)}) where size < 100_000 and name not like 'kilonova%'`,
  // The servers came first, in the order in which they were made.
  `create temporary table age as
   select server.id, interval '9 days' + interval '1 day' * (40 - row_number() over (order by seq)) + interval '7 minutes' * (seq % 90) as ago
   from compute.server where vm_state <> 'error'`,
  `update compute.server set created_at = created_at - ago, launched_at = launched_at - ago from age where age.id = server.id`,
  // Creations are as old as their server; the rest happened in the last days, in the order in which it was done.
  `create temporary table happened as
   select action.id, case when action.action = 'create' then age.ago
     else interval '153 hours' * (1 - (row_number() over (order by action.action = 'create', action.id))::float8
       / (count(*) filter (where action.action <> 'create') over () + 1)) + interval '25 minutes' end as ago
   from compute.instance_action action join age on age.id = action.server_id`,
  `update compute.instance_action_event event set start_time = event.start_time - ago, finish_time = event.finish_time - ago
   from happened where happened.id = event.action_id`,
  `update compute.instance_action action set start_time = action.start_time - ago, updated_at = coalesce(
     (select max(finish_time) from compute.instance_action_event where action_id = action.id), action.updated_at - ago)
   from happened where happened.id = action.id`,
  `update compute.server set updated_at = coalesce((select max(updated_at) from compute.instance_action where server_id = server.id), updated_at)
   where vm_state <> 'resized'`,
  measured('guest_sample', 30, '70 minutes', false),
  measured('guest_sample_5min', 300, '25 hours', true),
  measured('guest_sample_hour', 3_600, '8 days', true),
  hostsMeasured(''),
  hostsMeasured('_5min'),
  hostsMeasured('_hour'),
]
