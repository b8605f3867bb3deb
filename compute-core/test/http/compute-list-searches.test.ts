import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { computeRoutes } from '#api/compute-routes'
import { flavorKeys } from '#domain/flavor/flavor-keys'
import { projectQuotaKeys } from '#domain/quota/project-quota-keys'
import { usageKeys } from '#domain/quota/usage-keys'
import { hypervisorKeys, serviceKeys } from '#domain/host/hypervisor-keys'
import { keyPairKeys } from '#domain/key-pair/key-pair-keys'
import { serverGroupKeys } from '#domain/server-group/server-group-keys'
import { migrationKeys } from '#domain/server/migration-keys'
import { serverKeys } from '#domain/server/server-keys'
import { everyStatus } from '#domain/server/status'
import { newHexId, newId } from '#platform/ids'
import { insertImage } from '#services/image/store/image-store'
import { aControlProcess } from '#test/a-control-process'
import { insertServer } from '#test/insert-server'
import { aCaller, aCompute, type TestCompute } from './support/a-compute.ts'
import { insertHost } from './support/a-furnished-compute.ts'
import { insertNetwork, insertPort } from './support/insert-network.ts'
import { type ListAnswer, listSearchSuite, type SortedBy } from './support/list-search-suite.ts'

let compute: TestCompute
let one: string
let otherHost: string
const [group, otherService, migration] = [newId<string>(), newId<string>(), newId<string>()]
const [image, project, user] = [newId<string>(), newHexId<string>(), newHexId<string>()]
const manyStates = aCaller()

beforeAll(async () => {
  compute = await aCompute()
  compute.callers.set('many', manyStates)
  const { projectId } = compute.callers.get('member')!
  compute.callers.set('manager', aCaller({ projectId, roles: ['manager', 'member', 'reader'] }))
  const hostId = await insertHost(compute.db, 'host-1')
  await aControlProcess(compute.db)
  await insertImage(compute.db, { id: image, project_id: project, name: 'Debian 13', status: 'queued', properties: {} })
  const accounts = { domain_id: 'default', enabled: true }
  await compute.db
    .insertInto('identity.domain')
    .values({ id: 'default', name: 'Default' })
    .onConflict((taken) => taken.doNothing())
    .execute()
  await compute.db
    .insertInto('identity.project')
    .values({ id: project, name: 'Payments', ...accounts })
    .execute()
  await compute.db
    .insertInto('identity.user')
    .values({ id: user, name: 'Grace', ...accounts })
    .execute()
  const flavor = {
    name: 'c2.large',
    vcpus: 8,
    ramMb: 8192,
    diskGb: 1,
    ephemeralGb: 0,
    swapMb: 0,
    rxtxFactor: 1,
    extraSpecs: {},
  }
  one = (
    await insertServer(compute.db, {
      project_id: project,
      user_id: user,
      name: 'One-ä',
      hostname: 'first',
      description: 'Says 100% hello',
      vm_state: 'error',
      task_state: 'powering-on',
      power_state: 'shutdown',
      image_id: image,
      flavor: JSON.stringify(flavor),
      vcpus: 8,
      ram_mb: 8192,
      flavor_id: '7',
      host_id: hostId,
      network_info: JSON.stringify([
        {
          networkName: 'net',
          mac: 'm',
          fixedIps: [
            { address: '10.9.8.7', version: 4 },
            { address: 'fd00::5', version: 6 },
          ],
        },
      ]),
      tags: ['Blue', 'Green'],
      metadata: JSON.stringify({ role: 'Web' }),
      availability_zone: 'zone-1',
      key_name: 'ada',
      locked_by: 'owner',
      created_at: new Date('2026-06-01'),
      updated_at: new Date('2026-06-02'),
      launched_at: new Date('2026-06-03'),
    })
  ).id
  await compute.db
    .insertInto('compute.server_fault')
    .values({ server_id: one, code: 500, message: 'The disk is full.' })
    .execute()
  await furnish(compute, hostId)
  for (const name of ['two', 'three', 'four'])
    await insertServer(compute.db, {
      name,
      hostname: name,
      created_at: new Date('2026-01-01'),
      updated_at: new Date('2026-01-01'),
    })
})
/** Something of everything else that can be searched, and something else beside it. */
async function furnish({ db, callers }: TestCompute, hostId: string): Promise<void> {
  const special = {
    ram_mb: 2_000_000,
    vcpus: 16,
    disk_gb: 3072,
    ephemeral_gb: 5,
    swap_mb: 1024,
    is_public: false,
    disabled: true,
  }
  const extra_specs = JSON.stringify({ 'hw:cpu_policy': 'dedicated' })
  await db
    .insertInto('compute.flavor')
    .values({
      id: 'special-1',
      name: 'c2.special',
      description: 'For numbers',
      updated_at: null,
      extra_specs,
      ...special,
    })
    .execute()
  const { userId } = callers.get('admin')!
  const keys = [
    { name: 'laptop', type: 'x509', fingerprint: 'd3:b0:73:84', created_at: new Date('2026-06-01') },
    { name: 'desk', type: 'ssh', fingerprint: 'aa:00', created_at: new Date('2026-08-01') },
    { name: 'tower', type: 'ssh', fingerprint: 'bb:00', created_at: new Date('2026-08-01') },
  ]
  for (const key of keys)
    await db
      .insertInto('compute.key_pair')
      .values({ user_id: userId, public_key: 'x', ...key })
      .execute()
  await db
    .insertInto('compute.key_pair')
    .values({ user_id: user, name: 'tower', type: 'ssh', fingerprint: 'cc:00', public_key: 'x' })
    .execute()
  const groups = [
    { id: group, project_id: project, user_id: user, name: 'Database', policy: 'soft-affinity' },
    {
      id: newId<string>(),
      project_id: 'p',
      user_id: 'u',
      name: 'web',
      policy: 'affinity',
      created_at: new Date('2026-01-01'),
    },
    { id: newId<string>(), project_id: 'q', user_id: 'u', name: 'another', policy: 'affinity' },
  ]
  await db.insertInto('compute.server_group').values(groups).execute()
  await db.updateTable('compute.server').set({ server_group_id: group }).where('id', '=', one).execute()
  const network = await insertNetwork(db, project, '10.9.0.0/24')
  await insertPort(db, network, '10.9.0.5', { project_id: project })
  await db.insertInto('compute.quota_limit').values({ scope: project, resource: 'instances', hard_limit: 1 }).execute()
  otherHost = await insertHost(db, 'host-2', {
    service_id: otherService,
    zone: 'zone-2',
    enabled: false,
    disabled_reason: 'Under repair',
    last_seen_at: new Date('2026-01-01'),
    facts: JSON.stringify({
      hypervisorType: 'fake',
      hypervisorVersion: 1,
      cpuInfo: {},
      vcpus: 64,
      ramMb: 2 ** 21,
      diskGb: 1,
    }),
  })
  const third = await insertHost(db, 'host-3')
  await insertServer(db, {
    name: 'on-3',
    project_id: 'third',
    host_id: third,
    created_at: new Date('2026-01-01'),
    updated_at: new Date('2026-01-01'),
  })
  expect(hostId).not.toBe(third)
  const away = {
    type: 'live-migration',
    status: 'running',
    source_host: 'far-away',
    dest_host: 'nearby',
    new_flavor_id: '99',
  }
  const times = { created_at: new Date('2026-03-03'), updated_at: new Date('2026-04-04') }
  const its = { uuid: migration, server_id: one, project_id: project, user_id: user, ...away, ...times }
  const others = await insertServer(db, {
    name: 'moved',
    created_at: new Date('2026-01-01'),
    updated_at: new Date('2026-01-01'),
  })
  for (const what of [its, { server_id: others.id }, { server_id: others.id }])
    await db
      .insertInto('compute.migration')
      .values({
        flow_id: newId<string>(),
        type: 'resize',
        status: 'finished',
        source_host: 'host-1',
        dest_host: 'host-1',
        old_flavor_id: '1',
        new_flavor_id: '2',
        user_id: 'u',
        project_id: 'p',
        ...what,
      })
      .execute()
}

const totalIn = (headers: Headers): number | undefined => {
  const total = headers.get('kilonova-total-count')
  return total === null ? undefined : Number(total)
}

afterAll(() => compute[Symbol.asyncDispose]())

async function list(
  path: string,
  member: string,
  parameters: Readonly<Record<string, string>>,
  as = 'admin',
): Promise<ListAnswer> {
  const { status, headers, body } = await compute.request(
    `GET ${path}${path.includes('?') ? '&' : '?'}${new URLSearchParams(parameters)}`,
    { as, version: '2.104' },
  )
  const items: { id: string }[] = body?.[member] ?? []
  return {
    status,
    ids: items.map(({ id }) => id),
    rows: items,
    total: totalIn(headers),
    text: JSON.stringify(body),
  }
}

for (const path of ['/servers', '/servers/detail'])
  listSearchSuite(path, serverKeys, () => ({
    keys: serverKeys,
    // Everybody's servers are for administrators as it is.
    list: (parameters, as) => list(as === undefined ? `${path}?all_tenants=true` : path, 'servers', parameters, as),
    isPaged: true,
    nobodySpecial: 'member',
    texts: ['one', 'ä', 'Ä', () => one.slice(0, 8), '100%', '10.9.8', 'FD00::', 'blu'],
    terms: {
      name: 'name:one-*',
      id: () => `id:${one}`,
      status: 'status:error',
      task: 'task:powering-on',
      power: 'power:shutdown',
      description: 'description:hello',
      ip: 'ip:10.9.8.7',
      tag: 'tag:blue',
      metadata: 'metadata.role:web',
      flavor: 'flavor:c2.*',
      image: 'image:debian*',
      zone: 'zone:zone-1',
      key: 'key:ada',
      group: 'group:data*',
      hostname: 'hostname:first',
      locked: 'locked:yes',
      vcpus: 'vcpus:>4',
      ram: 'ram:>=4G',
      created: 'created:2026-06-01',
      updated: 'updated:>2026-05',
      launched: 'launched:<2026-07',
      fault: 'fault:"disk is"',
      host: 'host:host-1',
      project: 'project:pay*',
      user: 'user:grace',
    },
  }))

for (const path of ['/flavors', '/flavors/detail'])
  listSearchSuite(path, flavorKeys, () => ({
    keys: flavorKeys,
    list: (parameters, as) => list(`${path}?is_public=none`, 'flavors', parameters, as),
    isPaged: true,
    sortedBy: {
      flavorid: ({ id }) => id,
      name: ({ name }) => name,
      vcpus: ({ vcpus }) => vcpus,
      memory_mb: ({ ram }) => ram,
      root_gb: ({ disk }) => disk,
      swap: ({ swap }) => swap,
      ephemeral_gb: null,
      is_public: null,
      disabled: null,
      description: null,
      created_at: null,
    },
    texts: ['c2.spec', 'for numbers', 'special'],
    terms: {
      name: 'name:c2.*',
      id: 'id:special-1',
      description: 'description:numbers',
      vcpus: 'vcpus:>=16',
      ram: 'ram:>1T',
      disk: 'disk:3T',
      ephemeral: 'ephemeral:>0',
      swap: 'swap:1G',
      public: 'public:no',
      disabled: 'disabled:yes',
      extra: 'extra."hw:cpu_policy":dedicated',
    },
  }))

const { user: _ofAll, ...ownKeys } = keyPairKeys
listSearchSuite('/os-keypairs', ownKeys, () => ({
  keys: ownKeys,
  async list(parameters, as = 'admin') {
    const line = `GET /os-keypairs?${new URLSearchParams(parameters)}`
    const { status, headers, body } = await compute.request(line, { as, version: '2.104' })
    const names = (body?.keypairs ?? []).map(({ keypair }: { keypair: { name: string } }) => keypair.name)
    return { status, ids: names, rows: body?.keypairs, total: totalIn(headers), text: JSON.stringify(body) }
  },
  isPaged: true,
  sortedBy: {
    name: ({ keypair }) => keypair.name,
    type: ({ keypair }) => keypair.type,
    fingerprint: ({ keypair }) => keypair.fingerprint,
    created_at: null,
    user_id: null,
  },
  texts: ['LAP', 'd3:b0'],
  terms: {
    name: 'name:lap*',
    type: 'type:x509',
    fingerprint: 'fingerprint:d3:b0*',
    created: 'created:<2026-07',
  },
}))

listSearchSuite('/os-keypairs of all users', keyPairKeys, () => ({
  keys: keyPairKeys,
  async list(parameters, as = 'admin') {
    // Everybody's are for administrators as it is.
    const all = as === 'admin' ? { 'kilonova:all_users': 'true' } : {}
    const query = new URLSearchParams({ 'kilonova:details': 'true', ...all, ...parameters })
    const { status, headers, body } = await compute.request(`GET /os-keypairs?${query}`, { as, version: '2.104' })
    const ids = (body?.keypairs ?? []).map(({ keypair }: { keypair: { id: number } }) => String(keypair.id))
    return { status, ids, rows: body?.keypairs, total: totalIn(headers), text: JSON.stringify(body) }
  },
  isPaged: true,
  nobodySpecial: 'member',
  sortedBy: {
    name: ({ keypair }) => keypair.name,
    type: ({ keypair }) => keypair.type,
    fingerprint: ({ keypair }) => keypair.fingerprint,
    created_at: ({ keypair }) => keypair.created_at,
    user_id: ({ keypair }) => keypair.user_id,
  },
  texts: ['LAP', 'd3:b0'],
  terms: {
    name: 'name:lap*',
    type: 'type:x509',
    fingerprint: 'fingerprint:d3:b0*',
    created: 'created:<2026-07',
    user: 'user:gra*',
  },
}))

test('who looks for the key pairs of all by a name finds those of one person, and one of two of the same name', async () => {
  const ask = (query: string, as = 'admin') =>
    compute.request(`GET /os-keypairs?kilonova:all_users=true&kilonova:details=true&${query}`, { as, version: '2.104' })
  const all = await ask('kilonova:q=name:tower')
  expect(all.body.keypairs).toHaveLength(2)
  const theirs = await ask('kilonova:q=name:tower%20user:grace')
  expect(theirs.body.keypairs).toMatchObject([{ keypair: { name: 'tower', user_id: user } }])
  expect((await ask('', 'member')).status).toBe(403)
  expect((await ask('marker=laptop')).status).toBe(400)
})

listSearchSuite('/os-server-groups', serverGroupKeys, () => ({
  keys: serverGroupKeys,
  list: (parameters, as) => list('/os-server-groups?all_projects=true', 'server_groups', parameters, as),
  isPaged: false,
  sortedBy: {
    name: ({ name }) => name,
    id: ({ id }) => id,
    policy: ({ policy }) => policy,
    members: ({ members }) => members.length,
    project_id: ({ project_id: id }) => id,
    user_id: ({ user_id: id }) => id,
    created_at: null,
  },
  nobodySpecial: 'member',
  texts: ['data', () => group.slice(0, 8)],
  terms: {
    name: 'name:database',
    id: () => `id:${group}`,
    policy: 'policy:soft-affinity',
    members: 'members:>0',
    server: 'server:one*',
    created: 'created:>2026-02',
    project: 'project:pay*',
    user: 'user:grace',
  },
}))

const ofHost: SortedBy = { id: ({ id }) => id, state: ({ state }) => state, status: ({ status }) => status }
const hostTerms = {
  name: 'name:host-2',
  zone: 'zone:zone-2',
  status: 'status:disabled',
  state: 'state:down',
  reason: 'reason:repair',
  updated: 'updated:>1d',
}

for (const path of ['/os-hypervisors', '/os-hypervisors/detail'])
  listSearchSuite(path, hypervisorKeys, () => ({
    keys: hypervisorKeys,
    list: (parameters, as) => list(path, 'hypervisors', parameters, as),
    isPaged: true,
    sortedBy: {
      ...ofHost,
      hypervisor_hostname: ({ hypervisor_hostname: name }) => name,
      zone: null,
      hypervisor_type: ({ hypervisor_type: type }) => type,
      running_vms: null,
      vcpus: null,
      memory_mb: null,
      updated_at: null,
    },
    texts: ['HOST-2', 'repair', () => otherHost.slice(0, 8)],
    terms: {
      ...hostTerms,
      id: () => `id:${otherHost}`,
      type: 'type:fake',
      servers: 'servers:0',
      vcpus: 'vcpus:>8',
      ram: 'ram:>=1T',
    },
  }))

listSearchSuite('/kilonova/quotas', projectQuotaKeys, () => ({
  keys: projectQuotaKeys,
  async list(parameters, as = 'admin') {
    const line = `GET /kilonova/quotas?${new URLSearchParams(parameters)}`
    const { status, headers, body } = await compute.request(line, { as, version: '2.104' })
    const ids = (body?.quotas ?? []).map(({ project_id: id }: { project_id: string }) => id)
    return { status, ids, rows: body?.quotas, total: totalIn(headers), text: JSON.stringify(body) }
  },
  isPaged: true,
  sortedBy: {
    nearest: ({ nearest }) => nearest,
    name: ({ project_name: name, project_id: id }) => name ?? id,
    id: ({ project_id: id }) => id,
    domain: ({ domain_name: name }) => name ?? '',
    own: ({ is_own: isOwn }) => isOwn,
    instances: ({ compute: { instances } }) => instances.used / instances.limit,
    cores: ({ compute: { cores } }) => cores.used / cores.limit,
    ram: ({ compute: { ram } }) => ram.used / ram.limit,
    server_groups: ({ compute: { server_groups: groups } }) => groups.used / groups.limit,
    network: ({ network: { network } }) => network.used / network.limit,
    subnet: ({ network: { subnet } }) => subnet.used / subnet.limit,
    port: ({ network: { port } }) => port.used / port.limit,
  },
  texts: ['PAYM', () => project.slice(0, 8)],
  terms: {
    name: 'name:payments',
    id: () => `id:${project}`,
    domain: 'domain:default',
    nearest: 'nearest:>=100',
    own: 'own:yes',
    servers: 'servers:>0',
    vcpus: 'vcpus:>0',
    ram: 'ram:>=1',
    groups: 'groups:>0',
    networks: 'networks:>0',
    subnets: 'subnets:>0',
    ports: 'ports:>0',
  },
}))

listSearchSuite('/kilonova/usage-by-project', usageKeys, () => ({
  keys: usageKeys,
  async list(parameters, as = 'admin') {
    const asked = new URLSearchParams({ start: '2026-01-01', end: '2026-07-01', ...parameters })
    const { status, headers, body } = await compute.request(`GET /kilonova/usage-by-project?${asked}`, {
      as,
      version: '2.104',
    })
    const ids = (body?.usage ?? []).map(({ project_id: id }: { project_id: string }) => id)
    return { status, ids, rows: body?.usage, total: totalIn(headers), text: JSON.stringify(body) }
  },
  isPaged: true,
  sortedBy: {
    name: ({ project_name: name, project_id: id }) => name ?? id,
    id: ({ project_id: id }) => id,
    domain: ({ domain_name: name }) => name ?? '',
    servers: ({ servers }) => servers,
    servers_now: ({ servers_now: now }) => now,
    hours: ({ hours }) => hours,
    vcpu_hours: ({ vcpu_hours: hours }) => hours,
    memory_mb_hours: ({ memory_mb_hours: hours }) => hours,
    disk_gb_hours: ({ disk_gb_hours: hours }) => hours,
  },
  texts: ['PAYM', () => project.slice(0, 8)],
  terms: {
    name: 'name:payments',
    id: () => `id:${project}`,
    domain: 'domain:default',
    servers: 'servers:>0',
    now: 'now:1',
    hours: 'hours:>10',
  },
}))

listSearchSuite('/os-services', serviceKeys, () => ({
  keys: serviceKeys,
  list: (parameters, as) => list('/os-services', 'services', parameters, as),
  isPaged: true,
  sortedBy: {
    ...ofHost,
    host: ({ host }) => host,
    binary: ({ binary }) => binary,
    zone: ({ zone }) => zone,
    disabled_reason: ({ disabled_reason: reason }) => reason ?? '~',
    updated_at: ({ updated_at: at }) => at,
  },
  texts: ['HOST-2', 'repair', () => otherService.slice(0, 8)],
  terms: {
    binary: 'binary:nova-compute',
    ...hostTerms,
    id: () => `id:${otherService}`,
  },
}))

listSearchSuite('/os-migrations', migrationKeys, () => ({
  keys: migrationKeys,
  nobodySpecial: 'manager',
  async list(parameters, as = 'admin') {
    // A manager is told of their project's alone.
    const own = as === 'admin' ? {} : { project_id: compute.callers.get(as)!.projectId! }
    const line = `GET /os-migrations?${new URLSearchParams({ ...parameters, ...own })}`
    const { status, headers, body } = await compute.request(line, { as, version: '2.104' })
    const ids = (body?.migrations ?? []).map(({ uuid }: { uuid: string }) => uuid)
    return { status, ids, rows: body?.migrations, total: totalIn(headers), text: JSON.stringify(body) }
  },
  isPaged: true,
  sortedBy: {
    id: ({ id }) => id,
    created_at: ({ created_at: at }) => at,
    updated_at: ({ updated_at: at }) => at,
    status: ({ status }) => status,
    migration_type: ({ migration_type: type }) => type,
    source_compute: ({ source_compute: host }) => host,
    dest_compute: ({ dest_compute: host }) => host,
    instance_uuid: ({ instance_uuid: id }) => id,
    project_id: ({ project_id: id }) => id,
    user_id: ({ user_id: id }) => id,
  },
  texts: ['far-away', () => migration.slice(0, 8)],
  terms: {
    id: () => `id:${migration}`,
    server: 'server:one*',
    type: 'type:live-*',
    status: 'status:running',
    host: 'host:far-away',
    source: 'source:far-away',
    destination: 'destination:nearby',
    flavor: 'flavor:99',
    project: 'project:pay*',
    user: 'user:grace',
    created: 'created:2026-03',
    updated: 'updated:2026-04',
  },
}))

test('every list of compute that can be searched is searched here', () => {
  const searched = computeRoutes
    .filter(({ query }) => query.parameters?.['kilonova:q'])
    .map(({ path }) => path)
    // Each of these has a file of tests of its own.
    .filter((path) => !path.startsWith('/kilonova/'))
  expect(searched.toSorted()).toEqual(
    [
      '/flavors /flavors/detail /os-hypervisors /os-hypervisors/detail /os-keypairs /os-migrations',
      '/os-server-groups /os-services /os-volumes_boot /os-volumes_boot/detail /servers /servers/detail',
    ].flatMap((line) => line.split(' ')),
  )
})

test('several sort keys count one after the other, each in its direction', async () => {
  const query = 'sort_key=vcpus&sort_dir=desc&sort_key=memory_mb&sort_dir=asc'
  const { body } = await compute.request(`GET /flavors/detail?is_public=none&${query}`, {
    as: 'admin',
    version: '2.104',
  })
  const order = body.flavors.map(({ vcpus, ram }: { vcpus: number; ram: number }) => [vcpus, ram])
  expect(order).toEqual(order.toSorted(([a, b]: number[], [c, d]: number[]) => c! - a! || b! - d!))
  expect(new Set(order.map(([vcpus]: number[]) => vcpus)).size).toBeGreaterThan(2)
})

test('lists for administrators are refused to others, searched or not', async () => {
  const { userId } = compute.callers.get('admin')!
  const theirs = [`/os-keypairs?user_id=${userId}`, '/os-hypervisors?', '/os-services?', '/os-migrations?']
  for (const path of theirs)
    for (const query of ['', 'kilonova:count=true&kilonova:q=a', 'sort_key=id'])
      expect(await compute.request(`GET ${path}&${query}`, { as: 'member', version: '2.104' })).toMatchObject({
        status: path.startsWith('/os-keypairs') && query === 'sort_key=id' ? 400 : 403,
      })
})

describe('servers', () => {
  test('are shown with the names of what they have by id where that is asked for', async () => {
    const line = `GET /servers/detail?all_tenants=true&kilonova:q=id:${one}&kilonova:names=true`
    const { body } = await compute.request(line, { as: 'admin', version: '2.104' })
    expect(body.servers).toMatchObject([
      { 'kilonova:names': { image: 'Debian 13', project: 'Payments', user: 'Grace' } },
    ])
  })

  test('are found by ip as it is written and with a star, by id and its beginning, and by an image id', async () => {
    for (const q of [
      'ip:10.9.*',
      'ip:FD00::5',
      `id:${one.slice(0, 9)}*`,
      `image:${image}`,
      'tag:g*n',
      `project:${project} fault:full`,
    ])
      expect((await list('/servers?all_tenants=1', 'servers', { 'kilonova:q': q })).ids, `for ${q}`).toContain(one)
  })

  test('are found by the fingerprint of the key that they were given, whatever it is called', async () => {
    const given = { project_id: project, key_name: 'laptop', key_data: 'ssh-rsa AAAA ada' }
    const hers = await insertServer(compute.db, given)
    const namesake = await insertServer(compute.db, { ...given, key_data: 'ssh-rsa BBBB eve' })
    await compute.db
      .insertInto('compute.key_pair')
      .values({ user_id: user, name: 'renamed', type: 'ssh', fingerprint: 'cc:01', public_key: given.key_data })
      .execute()
    const found = async (q: string) => (await list('/servers?all_tenants=1', 'servers', { 'kilonova:q': q })).ids
    expect(await found('key:"cc:01"')).toEqual([hers.id])
    expect(await found('key:cc:*')).toEqual([hers.id])
    expect((await found('key:laptop')).toSorted()).toEqual([hers.id, namesake.id].toSorted())
    expect(await found('-key:"cc:01"')).toContain(namesake.id)
    expect(await found('key:"cc:02"')).toEqual([])
    await compute.db.deleteFrom('compute.server').where('id', 'in', [hers.id, namesake.id]).execute()
  })

  test('are found by the group that they are in, by its id and by its name', async () => {
    const found = async (q: string) => (await list('/servers?all_tenants=1', 'servers', { 'kilonova:q': q })).ids
    for (const q of [`group:${group}`, `group:${group.slice(0, 9)}*`, 'group:DATABASE', 'group:none,data*'])
      expect(await found(q), `for ${q}`).toEqual([one])
    expect(await found('group:web')).toEqual([])
  })

  test('of each status are found by it and by no other, and are counted by it', async () => {
    const { projectId } = manyStates
    const states = [
      'active',
      'building',
      'paused',
      'suspended',
      'stopped',
      'rescued',
      'resized',
      'error',
      'shelved',
      'shelved_offloaded',
      'soft-delete',
    ] as const
    const tasks = [
      null,
      'rebooting',
      'rebooting_hard',
      'rebuilding',
      'resize_prep',
      'resize_reverting',
      'migrating',
      'updating_password',
      'deleting',
    ]
    for (const vm_state of states)
      for (const task_state of tasks) await insertServer(compute.db, { project_id: projectId!, vm_state, task_state })
    const all = await compute.request('GET /servers/detail?kilonova:q=status:soft_deleted', {
      as: 'many',
      version: '2.104',
    })
    expect(all.body.servers).toHaveLength(tasks.length)
    const { body } = await compute.request('GET /servers/detail', { as: 'many', version: '2.104' })
    const shown = Map.groupBy(body.servers as { id: string; status: string }[], ({ status }) => status)
    const counts = await compute.request('GET /kilonova/server-counts', { as: 'many', version: '2.104' })
    expect(counts.body.server_counts).toEqual({
      total: body.servers.length,
      statuses: Object.fromEntries([...shown].map(([status, servers]) => [status, servers.length])),
    })
    for (const status of [...everyStatus].filter((one) => !/DELETED/.test(one))) {
      const found = await list('/servers', 'servers', { 'kilonova:q': `status:${status}` }, 'many')
      expect(found.ids.toSorted(), `for ${status}`).toEqual((shown.get(status) ?? []).map(({ id }) => id).toSorted())
    }
    expect(shown.size).toBeGreaterThan(12)
  })

  test('that are deleted are found by their status by administrators alone', async () => {
    const gone = await insertServer(compute.db, { project_id: project, vm_state: 'deleted' })
    await compute.db.updateTable('compute.server').set({ deleted_at: new Date() }).where('id', '=', gone.id).execute()
    const asked = { 'kilonova:q': 'status:deleted' }
    expect((await list('/servers?all_tenants=1', 'servers', asked)).ids).toEqual([gone.id])
    expect((await list('/servers', 'servers', asked, 'member')).status).toBe(403)
  })

  test('of another project are neither found nor counted', async () => {
    expect(
      await list('/servers', 'servers', { 'kilonova:q': `id:${one}`, 'kilonova:count': '1' }, 'member'),
    ).toMatchObject({ status: 200, ids: [], total: 0 })
    expect((await compute.request('GET /kilonova/server-counts?all_tenants=1', { as: 'member' })).status).toBe(403)
    const { body } = await compute.request('GET /kilonova/server-counts?all_tenants=1&kilonova:q=tag:blue', {
      as: 'admin',
    })
    expect(body.server_counts).toEqual({ total: 1, statuses: { ERROR: 1 } })
  })

  test('are on a page before another whose way on leads to that one', async () => {
    const all = (await list('/servers?all_tenants=1', 'servers', {})).ids
    const { body } = await compute.request(`GET /servers?all_tenants=1&limit=2&kilonova:before=${all[2]}`, {
      as: 'admin',
    })
    expect(body.servers.map(({ id }: { id: string }) => id)).toEqual(all.slice(0, 2))
    const { body: next } = await compute.request(`GET ${body.servers_links[0].href.replace('http://cloud.test', '')}`, {
      as: 'admin',
    })
    expect(next.servers[0].id).toBe(all[2])
  })
})
