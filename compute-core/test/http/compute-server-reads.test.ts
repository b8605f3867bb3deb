import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { newId } from '#platform/ids'
import { insertServer } from '#test/insert-server'
import { aCaller } from './support/a-compute.ts'
import { aFurnishedCompute } from './support/a-furnished-compute.ts'

let compute: Awaited<ReturnType<typeof aFurnishedCompute>>
beforeAll(async () => {
  compute = await aFurnishedCompute()
  compute.callers.set('neutron', aCaller({ roles: ['service'] }))
})
afterAll(() => compute[Symbol.asyncDispose]())

const own = (path: string) => `/servers/${compute.server.id}/${path}`
const set = (what: Record<string, unknown>) =>
  compute.db.updateTable('compute.server').set(what).where('id', '=', compute.server.id).execute()
const withSpecs = (extraSpecs: Record<string, string>, what: object = {}) =>
  set({ flavor: JSON.stringify({ ...compute.server.flavor, vcpus: 4, ramMb: 1024, ...what, extraSpecs }) })

beforeEach(() => set({ flavor: JSON.stringify(compute.server.flavor), password_crypt: null }))

test.each(['topology', 'os-server-password', 'os-security-groups'])(
  '%s of another’s server is not found',
  async (path) => {
    expect((await compute.request(`GET ${own(path)}`, { as: 'other', version: '2.78' })).status).toBe(404)
    expect((await compute.request(`GET ${own(path)}`, { as: 'reader', version: '2.78' })).status).toBe(200)
    expect((await compute.request(`GET ${own(path)}?colour=red`, { version: '2.102' })).status).toBe(400)
    expect((await compute.request(`GET ${own(path)}?colour=red`, { version: '2.101' })).status).toBe(200)
  },
)

test('the topology of a guest that knows of no cells is empty', async () => {
  const { body } = await compute.request(`GET ${own('topology')}`, { version: '2.78' })
  expect(body).toEqual({ nodes: [], pagesize_kb: null })
  expect((await compute.request(`GET ${own('topology')}`, { version: '2.77' })).status).toBe(404)
})

test('cells have their CPUs, memory and threads, and pages their size', async () => {
  await withSpecs({
    'hw:numa_nodes': '2',
    'hw:mem_page_size': 'small',
    'hw:cpu_sockets': '2',
    'hw:cpu_cores': '1',
    'hw:cpu_threads': '2',
  })
  const { body } = await compute.request(`GET ${own('topology')}`, { version: '2.78' })
  expect(body).toEqual({
    nodes: [
      { memory_mb: 512, siblings: [[0, 1]], vcpu_set: [0, 1] },
      { memory_mb: 512, siblings: [[2, 3]], vcpu_set: [2, 3] },
    ],
    pagesize_kb: 4,
  })
})

test('only administrators see the host’s side of a topology', async () => {
  await withSpecs({ 'hw:numa_nodes': '1' })
  const response = await compute.request(`GET ${own('topology')}`, { as: 'admin', version: '2.78' })
  expect(response.body.nodes[0]).toMatchObject({ host_node: null, cpu_pinning: {} })
})

test('a password is read as it was encrypted, until it is cleared', async () => {
  const password = async () => (await compute.request(`GET ${own('os-server-password')}`)).body
  expect(await password()).toEqual({ password: '' })
  await set({ password_crypt: 'xlozO3w=' })
  expect(await password()).toEqual({ password: 'xlozO3w=' })
  expect((await compute.request(`DELETE ${own('os-server-password')}`, { as: 'reader' })).status).toBe(403)
  expect((await compute.request(`DELETE ${own('os-server-password')}`, { as: 'other' })).status).toBe(404)
  expect((await compute.request(`DELETE ${own('os-server-password')}`)).status).toBe(204)
  expect(await password()).toEqual({ password: '' })
})

const tell = (events: unknown, version = '2.104', as = 'neutron') =>
  compute.request('POST /os-server-external-events', { as, version, body: { events } })
const event = (name: string, what: object = {}) => ({ name, server_uuid: compute.server.id, ...what })

test('events are for services and administrators to tell', async () => {
  for (const [as, status] of [
    ['neutron', 200],
    ['admin', 200],
    ['member', 403],
  ] as const)
    expect((await tell([event('network-changed')], '2.1', as)).status).toBe(status)
})

test.each([
  ['volume-extended', '2.51', { tag: 'v' }],
  ['power-update', '2.76', { tag: 'POWER_ON' }],
  ['accelerator-request-bound', '2.82', { tag: 'a' }],
  ['volume-reimaged', '2.93', { tag: 'v' }],
])('%s is known from %s on, and needs its tag', async (name, version, tag) => {
  const before = `2.${Number(version.split('.')[1]) - 1}`
  expect((await tell([event(name, tag)], before)).status).toBe(400)
  expect((await tell([event(name, tag)], version)).body.events).toMatchObject([
    { ...tag, code: 200, status: 'completed' },
  ])
  const without = await tell([event(name)], version)
  expect(without).toMatchObject({ status: 207, body: { events: [{ code: 400, status: 'failed' }] } })
})

test('each event has its own outcome, and 207 says that not all went well', async () => {
  const homeless = await insertServer(compute.db, { host_id: null })
  const response = await tell([
    event('network-changed', { status: 'in-progress' }),
    event('network-vif-plugged', { server_uuid: newId<string>() }),
    event('network-vif-plugged', { server_uuid: homeless.id }),
  ])
  expect(response.status).toBe(207)
  expect(response.body.events.map(({ code, status }: { code: number; status: string }) => [code, status])).toEqual([
    [200, 'in-progress'],
    [404, 'failed'],
    [422, 'failed'],
  ])
})

test('an event of the network refreshes what is known of the server’s ports', async () => {
  await compute.db.insertInto('network.network').values(aNetwork).execute()
  await compute.db
    .insertInto('network.port')
    .values({
      id: newId<string>(),
      network_id: aNetwork.id,
      project_id: compute.server.projectId,
      mac_address: 'fa:16:3e:00:00:99',
      device_id: compute.server.id,
      device_owner: 'compute:nova',
    })
    .execute()
  await tell([event('network-changed')])
  const shown = await compute.db
    .selectFrom('compute.server')
    .select('network_info')
    .where('id', '=', compute.server.id)
    .executeTakeFirstOrThrow()
  expect(shown.network_info).toMatchObject([{ mac: 'fa:16:3e:00:00:99', networkName: 'blue' }])
  expect((shown.network_info as object[])[0]).not.toHaveProperty('status')
})

const aNetwork = { id: newId<string>(), name: 'blue', project_id: 'demo' }

test.each<[string, unknown]>([
  ['no events', []],
  ['none at all', undefined],
  ['one without a name', [{ server_uuid: newId<string>() }]],
  ['one without a server', [{ name: 'network-changed' }]],
  ['a server that is no uuid', [{ name: 'network-changed', server_uuid: 'web' }]],
  ['an event that there is not', [event0('dance')]],
  ['a status that there is not', [{ ...event0('network-changed'), status: 'done' }]],
  ['a tag that is too long', [{ ...event0('network-changed'), tag: 'x'.repeat(256) }]],
  ['a field that there is not', [{ ...event0('network-changed'), colour: 'red' }]],
])('events with %s are refused', async (_what, events) => {
  expect((await tell(events)).status).toBe(400)
})

function event0(name: string) {
  return { name, server_uuid: newId<string>() }
}

test('no host has audited the last month', async () => {
  const { body } = await compute.request('GET /os-instance_usage_audit_log/2026-11-22%2010:00:00', { as: 'admin' })
  expect(body.instance_usage_audit_log).toMatchObject({
    hosts_not_run: ['host-1'],
    num_hosts: 1,
    overall_status: '0 of 1 hosts done. 0 errors.',
    period_beginning: '2026-10-01 00:00:00',
    period_ending: '2026-11-01 00:00:00',
  })
  expect((await compute.request('GET /os-instance_usage_audit_log')).status).toBe(403)
  for (const bad of ['soon', '2026-11-22', '2026-13-01%2000:00:00'])
    expect((await compute.request(`GET /os-instance_usage_audit_log/${bad}`, { as: 'admin' })).status).toBe(400)
})

test('a server is in its project’s group, once it has ports', async () => {
  const { body } = await compute.request(`GET ${own('os-security-groups')}`)
  expect(body.security_groups).toMatchObject([{ name: 'default', tenant_id: compute.server.projectId }])
  const seen = await compute.request(`GET ${own('os-security-groups')}`, { as: 'admin' })
  expect(seen.body.security_groups).toEqual(body.security_groups)
})

const act = (action: string, what: unknown, as = 'member') =>
  compute.request(`POST ${own('action')}`, { as, body: { [action]: what } })

test.each<[string, unknown, number]>([
  ['addSecurityGroup', { name: 'default' }, 202],
  ['addSecurityGroup', { name: 'other' }, 404],
  ['addSecurityGroup', { name: '' }, 400],
  ['addSecurityGroup', {}, 400],
  ['removeSecurityGroup', { name: 'default' }, 202],
  ['removeSecurityGroup', { name: 'default' }, 404],
  ['addSecurityGroup', { name: 'default' }, 202],
  ['removeSecurityGroup', { name: 'default' }, 202],
  ['removeSecurityGroup', { name: 'other' }, 404],
  ['removeSecurityGroup', { name: 7 }, 400],
])('%s with %j', async (action, what, status) => {
  expect((await act(action, what)).status).toBe(status)
})

test('whose ports are in no group is in none', async () => {
  expect((await compute.request(`GET ${own('os-security-groups')}`)).body.security_groups).toEqual([])
  const ports = await compute.db.selectFrom('network.port').select('in_default_group').execute()
  expect(ports).toEqual([{ in_default_group: false }])
})

test.each(['addSecurityGroup', 'removeSecurityGroup'])('%s is for members of the project', async (action) => {
  expect((await act(action, { name: 'default' }, 'reader')).status).toBe(403)
  expect((await act(action, { name: 'default' }, 'other')).status).toBe(404)
})
