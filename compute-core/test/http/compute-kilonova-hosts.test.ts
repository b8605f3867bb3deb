import { afterAll, beforeAll, expect, test } from 'vitest'
import { fakeFacts } from '#driver/fake/fake-facts'
import { unavailable } from '#platform/errors'
import { placementService } from '#services/placement/postgres-placement'
import { setInventories } from '#services/placement/store/set-inventories'
import { changeHostState, writeReached } from '#platform/host-state/host-state'
import { type HostId, newId, type ProjectId, type UserId } from '#platform/ids'
import { insertServer } from '#test/insert-server'
import { aCompute, type TestCompute } from './support/a-compute.ts'
import { insertHost } from './support/a-furnished-compute.ts'

let compute: TestCompute
let full: HostId

const stock = (total: number, reserved = 0, allocationRatio = 1) => ({ total, reserved, allocationRatio })

beforeAll(async () => {
  compute = await aCompute()
  const { db } = compute
  const placement = placementService(db)
  const facts = JSON.stringify(fakeFacts({}))
  full = (await insertHost(db, 'full', { facts })) as HostId
  await insertHost(db, 'idle', { facts, zone: 'berlin', enabled: false, disabled_reason: 'New fans.' })
  await insertHost(db, 'lost', { facts, last_seen_at: new Date(0), forced_down: true })
  const inventories = { VCPU: stock(64, 0, 4), MEMORY_MB: stock(262_144, 512) }
  await placement.provide({ id: full, name: 'full', inventories, traits: ['HW_CPU_X86_AVX2', 'COMPUTE_NODE'] })
  for (const what of [{ vm_state: 'active' }, { vm_state: 'stopped', task_state: 'powering-on' }])
    await insertServer(db, { host_id: full, ...what })
  const { id } = await insertServer(db, { host_id: full })
  const resources = { VCPU: 2, MEMORY_MB: 1024 }
  const owner = { projectId: 'p' as ProjectId, userId: 'u' as UserId }
  await placement.claim({ consumerId: id, providerId: full, resources, ...owner })
  await setInventories(db, full, 1, [{ resourceClass: 'VCPU', reserved: 4, allocationRatio: 2.5 }])
  const { body } = await ask('POST /os-aggregates', { aggregate: { name: 'fast' } })
  await ask(`POST /os-aggregates/${body.aggregate.id}/action`, { add_host: { host: 'full' } })
})
afterAll(() => compute[Symbol.asyncDispose]())

const ask = (line: string, body?: unknown) =>
  compute.request(line, { as: 'admin', version: '2.104', ...(body !== undefined && { body }) })

test('a host is listed with its service, its servers, its aggregates and what is taken of it', async () => {
  const { hosts } = (await ask('GET /kilonova/hosts')).body
  expect(hosts.map(({ name }: { name: string }) => name)).toEqual(['full', 'idle', 'lost'])
  expect(hosts[0]).toMatchObject({
    state: 'up',
    status: 'enabled',
    zone: 'nova',
    aggregates: [{ name: 'fast' }],
    servers: 3,
    active_servers: 2,
    busy_servers: 1,
    hypervisor_type: 'fake',
    cpu: { model: 'Kilonova', sockets: 2, cores: 32 },
    inventories: {
      VCPU: { total: 64, reserved: 4, allocation_ratio: 2.5, used: 2, reported_reserved: 0, reported_ratio: 4 },
      MEMORY_MB: { reserved: 512, used: 1024, reported_reserved: 512 },
    },
  })
  expect(hosts[1]).toMatchObject({ status: 'disabled', disabled_reason: 'New fans.', servers: 0, inventories: {} })
  expect(hosts[2]).toMatchObject({ state: 'down', forced_down: true, provider_generation: null })
})

test('its page says what it can do besides, and under which generation its inventories are set', async () => {
  const { host } = (await ask('GET /kilonova/hosts/full')).body
  expect(host).toMatchObject({
    name: 'full',
    traits: ['COMPUTE_NODE', 'HW_CPU_X86_AVX2'],
    cpu_features: ['aes', 'sse4.2'],
  })
  const { body } = await ask('GET /kilonova/hosts')
  expect(host.provider_generation).toBe(body.hosts[0].provider_generation)
  expect((await ask('GET /kilonova/hosts/none')).status).toBe(404)
})

test('its page says how far it is with what it has to know of its servers, and what stands in its way', async () => {
  const { db } = compute
  const shown = async () => (await ask('GET /kilonova/hosts/full')).body.host.desired_state
  expect(await shown()).toEqual({ generation: 0, reached: 0, reached_at: null, troubles: [] })
  const subjectId = newId<string>()
  for (let time = 0; time < 2; time++)
    await db.transaction().execute((tx) => changeHostState(tx, [{ hostName: 'full', subjectId }]))
  const troubles = [{ subjectId, message: 'There is no bridge.' }]
  await writeReached(db, 'full', { generation: 1, troubles })
  expect(await shown()).toEqual({
    generation: 2,
    reached: 1,
    reached_at: expect.stringMatching(/^20.*Z$/),
    troubles: [{ server_id: subjectId, message: 'There is no bridge.' }],
  })
})

test('its page says what runs there in which version, and its NUMA cells', async () => {
  const facts = { ...fakeFacts({ vcpus: 4, ramMb: 8192, dedicatedCpus: [1, 2] }), agentVersion: '1.2.3' }
  await insertHost(compute.db, 'told', { facts: JSON.stringify({ ...facts, libvirtVersion: 9_000_000 }) })
  const { cells: _, kernel: _kernel, ...older } = facts
  await insertHost(compute.db, 'older', { facts: JSON.stringify(older) })
  const read = async (name: string) => (await ask(`GET /kilonova/hosts/${name}`)).body.host
  expect(await read('told')).toMatchObject({
    agent_version: '1.2.3',
    libvirt_version: 9_000_000,
    kernel: 'Fake 1.0',
    dedicated_cpus: 2,
    numa_cells: [
      { id: 0, memory_mb: 4096, cpus: [0, 1], dedicated_cpus: [1] },
      { id: 1, memory_mb: 4096, cpus: [2, 3], dedicated_cpus: [2] },
    ],
  })
  expect(await read('older')).toMatchObject({ kernel: null, libvirt_version: null, numa_cells: [] })
  await compute.db.deleteFrom('compute.host').where('name', 'in', ['told', 'older']).execute()
})

test('the servers that are kept to some of its CPUs come from its hypervisor; what is no server of the host is left out', async () => {
  const [pinned, free, elsewhere] = [
    await insertServer(compute.db, { host_id: full, name: 'pinned' }),
    await insertServer(compute.db, { host_id: full }),
    await insertServer(compute.db, {}),
  ]
  const answering = compute.hosts.now
  compute.hosts.now = (host) => ({
    ...answering(host),
    command: async () => ({ guests: [pinned, elsewhere].map(({ id }) => [id, [2, 3]]) }) as never,
  })
  const { body } = await ask('GET /kilonova/hosts/full/cpus')
  expect(body.guests).toEqual([{ server_id: pinned.id, name: 'pinned', project_id: pinned.projectId, cpus: [2, 3] }])
  compute.hosts.now = () => {
    throw unavailable('The host', 'Start its agent.')
  }
  expect((await ask('GET /kilonova/hosts/full/cpus')).status).toBe(503)
  compute.hosts.now = answering
  expect((await ask('GET /kilonova/hosts/nobody/cpus')).status).toBe(404)
  expect((await compute.request('GET /kilonova/hosts/full/cpus', { as: 'member' })).status).toBe(403)
  await compute.db
    .deleteFrom('compute.server')
    .where(
      'id',
      'in',
      [pinned, free, elsewhere].map(({ id }) => id),
    )
    .execute()
})

test('hosts are searched, sorted, counted and paged', async () => {
  const list = async (query: string) => {
    const { body, headers } = await ask(`GET /kilonova/hosts?kilonova:count=true&${query}`)
    const names = body.hosts.map(({ name }: { name: string }) => name)
    return { names, total: headers.get('kilonova-total-count') }
  }
  expect(await list('kilonova:q=state:up%20status:disabled')).toEqual({ names: ['idle'], total: '1' })
  expect(await list('kilonova:q=zone:berlin')).toEqual({ names: ['idle'], total: '1' })
  expect((await list('sort_key=running_vms&sort_dir=desc')).names[0]).toBe('full')
  expect(await list(`limit=1&marker=${full}`)).toEqual({ names: ['idle'], total: '3' })
})

test.each(['GET /kilonova/hosts', 'GET /kilonova/hosts/full'])('%s is for administrators', async (line) => {
  for (const as of ['member', 'reader']) expect((await compute.request(line, { as })).status).toBe(403)
})
