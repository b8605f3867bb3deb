import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { insertServer } from '#test/insert-server'
import { newHexId } from '#platform/ids'
import { aCaller, aCompute, type TestCompute } from './support/a-compute.ts'
import { insertHost } from './support/a-furnished-compute.ts'

let compute: TestCompute
let hostId: string
beforeAll(async () => {
  compute = await aCompute()
  hostId = await insertHost(compute.db, 'host-1')
})
afterAll(() => compute[Symbol.asyncDispose]())

/** A project of its own with these servers in it, the first made first; answers with its member's token. */
async function aProject(servers: readonly object[]): Promise<{ as: string; ids: string[] }> {
  const as = newHexId<string>()
  const caller = aCaller()
  compute.callers.set(as, caller)
  const ids: string[] = []
  for (const [index, what] of servers.entries()) {
    const made = { project_id: caller.projectId!, user_id: caller.userId, created_at: new Date(1e12 + index * 1000) }
    ids.push((await insertServer(compute.db, { ...made, ...what })).id)
  }
  return { as, ids }
}

const named = (names: readonly string[]) => names.map((name) => ({ name }))
const namesIn = async (line: string, as: string, version = '2.104') => {
  const response = await compute.request(line, { as, version })
  expect(response).toMatchObject({ status: 200 })
  return response.body.servers.map(({ name }: { name: string }) => name) as string[]
}

test('the newest come first', async () => {
  const { as } = await aProject(named(['a', 'b', 'c']))
  expect(await namesIn('GET /servers', as)).toEqual(['c', 'b', 'a'])
})

test.each([
  'GET /servers?',
  'GET /servers/detail?sort_key=display_name&sort_dir=asc&',
  'GET /servers?sort_key=vm_state&sort_dir=asc&',
  'GET /servers?sort_key=launched_at&',
])('pages of %s go through every server once', async (line) => {
  const { as, ids } = await aProject(named(['e', 'a', 'd', 'b', 'c', 'f', 'g']))
  const seen: string[] = []
  let next: string | undefined = `${line}limit=3`
  while (next) {
    const { body } = await compute.request(next, { as })
    seen.push(...body.servers.map(({ id }: { id: string }) => id))
    const href: string | undefined = body.servers_links?.[0].href
    next = href && `GET ${href.slice('http://cloud.test'.length)}`
  }
  expect(seen.toSorted()).toEqual(ids.toSorted())
  const whole = await compute.request(`${line}limit=100`, { as })
  expect(seen).toEqual(whole.body.servers.map(({ id }: { id: string }) => id))
})

test('a page that is not full has no way on, and limit 0 is an empty page', async () => {
  const { as } = await aProject(named(['a']))
  expect((await compute.request('GET /servers?limit=2', { as })).body).not.toHaveProperty('servers_links')
  expect(await namesIn('GET /servers?limit=0', as)).toEqual([])
})

test.each([
  ['limit=-1', 400],
  ['limit=x', 400],
  ['marker=nope', 400],
  ['marker=6d2a2a5c-0000-4000-8000-000000000000', 400],
  ['sort_key=colour', 400],
  ['sort_dir=up', 400],
  ['name=(', 400],
  ['name=a(?!b)(?<n>x', 400],
  ['changes-since=yesterday', 400],
  ['changes-since=2026-01-02T00:00:00Z&changes-before=2026-01-01T00:00:00Z', 400],
  ['status=DANCING', 400],
  ['status=deleted', 403],
  ['all_tenants=1', 403],
  ['all_tenants=maybe', 400],
  ['colour=red', 400],
])('a list with %s is %i', async (query, status) => {
  expect((await compute.request(`GET /servers/detail?${query}`, { version: '2.104' })).status).toBe(status)
})

test.each(['tenant_id', 'project_id'])(
  '%s names a project to those who ask for all, and is ignored without',
  async (name) => {
    const { as } = await aProject(named(['theirs']))
    await aProject(named(['others']))
    const { projectId } = compute.callers.get(as)!
    expect(await namesIn(`GET /servers?all_tenants=1&${name}=${projectId}`, 'admin')).toEqual(['theirs'])
    expect(await namesIn(`GET /servers?${name}=${projectId}`, 'admin')).toEqual([])
    expect(await namesIn(`GET /servers?${name}=${compute.callers.get('member')!.projectId}`, as)).toEqual(['theirs'])
  },
)

/** A project with a server, one that can still be restored, and one that is deleted for good. */
async function aProjectWithAPast() {
  const project = await aProject([{ name: 'here' }, { name: 'soft', vm_state: 'soft-delete' }, { name: 'gone' }])
  const end = { vm_state: 'deleted', deleted_at: new Date() }
  await compute.db.updateTable('compute.server').set(end).where('id', '=', project.ids[2]!).execute()
  return project
}

test.each<[string, readonly string[]]>([
  ['', ['here']],
  ['name=^', ['here']],
  ['status=SOFT_DELETED', ['soft']],
  ['vm_state=soft-delete', ['soft']],
  ['changes-since=2000-01', ['gone', 'here', 'soft']],
  ['deleted=true', ['here']],
])('members who ask for %s find %j', async (query, names) => {
  const { as } = await aProjectWithAPast()
  expect((await namesIn(`GET /servers?${query}`, as)).toSorted()).toEqual(names)
})

test.each<[string, readonly string[]]>([
  ['', ['here']],
  ['deleted=true', ['gone', 'soft']],
  ['deleted=true&status=SOFT_DELETED', ['soft']],
  ['deleted=true&soft_deleted=false', ['gone']],
  ['deleted=false&soft_deleted=true', ['here', 'soft']],
  ['deleted=maybe', ['here']],
  ['status=DELETED', ['gone']],
  ['changes-since=2000-01&deleted=true', ['gone', 'soft']],
  ['changes-since=2000-01&deleted=false', ['here']],
])('administrators who ask for %s find %j', async (query, names) => {
  const { as } = await aProjectWithAPast()
  const { projectId } = compute.callers.get(as)!
  const found = await namesIn(`GET /servers?all_tenants=1&project_id=${projectId}&${query}`, 'admin')
  expect(found.toSorted()).toEqual(names)
})

test.each(['kernel_id', 'ramdisk_id'])('no server has a %s', async (name) => {
  await aProject(named(['web']))
  expect(await namesIn(`GET /servers?all_tenants=1&${name}=aki`, 'admin')).toEqual([])
})

describe('dates of changes', () => {
  const lists = [
    (id: string) => `/servers/${id}/os-instance-actions`,
    () => '/servers',
    () => '/servers/detail',
    () => '/os-migrations',
  ]
  const dates = ['2026-11-01', '20261101T000000Z', '2026-11', '2026-11-01T00:00:00+01:00']
  const none = ['2026-02-30', '2026-13-01', '202611', 'yesterday', '2026-11-01T25:00:00Z']

  test('are read by all lists alike', async () => {
    const { as, ids } = await aProject(named(['web']))
    const admin = { ...compute.callers.get('admin')!, projectId: compute.callers.get(as)!.projectId }
    compute.callers.set('its admin', admin)
    const ask = async (path: string, query: string) =>
      (await compute.request(`GET ${path}?${query}`, { as: 'its admin', version: '2.104' })).status
    for (const path of lists.map((pathOf) => pathOf(ids[0]!)))
      for (const name of ['changes-since', 'changes-before'])
        for (const date of [...dates, ...none]) {
          const status = await ask(path, `${name}=${encodeURIComponent(date)}`)
          expect({ path, name, date, status }).toEqual({ path, name, date, status: dates.includes(date) ? 200 : 400 })
        }
  })
})

test('a marker of another project is no marker', async () => {
  const { ids } = await aProject(named(['theirs']))
  expect((await compute.request(`GET /servers?marker=${ids[0]}`)).status).toBe(400)
})

const port = JSON.stringify([
  {
    networkName: 'net',
    mac: 'm',
    fixedIps: [
      { address: '10.0.0.5', version: 4 },
      { address: 'fd00::5', version: 6 },
    ],
  },
])

test.each<[string, string[]]>([
  ['name=^we', ['web-1', 'web-2']],
  ['status=shutoff', ['web-2']],
  ['status=ACTIVE', ['db', 'web-1']],
  ['status=REBOOT', ['busy']],
  ['status=ACTIVE&status=SHUTOFF', ['db', 'web-1', 'web-2']],
  ['vm_state=stopped', ['web-2']],
  ['task_state=rebooting', ['busy']],
  ['power_state=4', ['web-2']],
  ['ip=10\\.0\\.0', ['db']],
  ['ip6=fd00', ['db']],
  ['flavor=7', ['db']],
  ['key_name=ada', ['web-1']],
  ['tags=blue,big', ['web-1']],
  ['tags-any=blue,red', ['web-1', 'web-2']],
  ['not-tags=blue', ['busy', 'db', 'web-2']],
  ['not-tags-any=blue,red', ['busy', 'db']],
  ['locked=true', ['db']],
  ['availability_zone=nova', ['web-1']],
  ['config_drive=true', ['db']],
  ['hostname=zeus', ['web-2']],
  ['reservation_id=r-9', ['web-2']],
  ['changes-since=2100-01-01T00:00:00Z', []],
  ['host=elsewhere', ['busy', 'db', 'web-1', 'web-2']],
])('servers with %s', async (query, names) => {
  const { as } = await aProject([
    { name: 'web-1', tags: ['blue', 'big'], key_name: 'ada', availability_zone: 'nova' },
    {
      name: 'web-2',
      tags: ['red'],
      vm_state: 'stopped',
      power_state: 'shutdown',
      hostname: 'zeus',
      reservation_id: 'r-9',
    },
    { name: 'db', flavor_id: '7', network_info: port, locked_by: 'owner', config_drive: true },
    { name: 'busy', task_state: 'rebooting' },
  ])
  const found = await namesIn(`GET /servers/detail?${query}`, as)
  const expected = query.startsWith('status=ACTIVE') ? [...names, 'busy'] : names
  expect(found.toSorted()).toEqual(expected.toSorted())
})

test('a status that there is not is an empty list before 2.38', async () => {
  const { as } = await aProject(named(['a']))
  expect(await namesIn('GET /servers?status=DANCING', as, '2.37')).toEqual([])
})

test('what a filter may use depends on the version: before 2.83 vm_state is for administrators', async () => {
  const { as } = await aProject([{ name: 'a' }, { name: 'b', vm_state: 'stopped' }])
  expect(await namesIn('GET /servers?vm_state=stopped', as, '2.82')).toEqual(['b', 'a'])
  expect(await namesIn('GET /servers?vm_state=stopped', as, '2.83')).toEqual(['b'])
})

test('an administrator sees every project’s, by host too, and how hosts are', async () => {
  const { ids } = await aProject([{ name: 'placed', host_id: hostId }])
  const { body } = await compute.request('GET /servers/detail?all_tenants=1&host=host-1', {
    as: 'admin',
    version: '2.104',
  })
  expect(body.servers).toMatchObject([
    {
      id: ids[0],
      host_status: 'UP',
      'OS-EXT-SRV-ATTR:host': 'host-1',
      'OS-EXT-SRV-ATTR:instance_name': expect.stringMatching(/^instance-[0-9a-f]{8}$/),
    },
  ])
  expect(await namesIn('GET /servers', 'admin')).toEqual([])
})

test('deleted servers are for administrators, and for whoever asks what changed', async () => {
  const gone = { name: 'gone', vm_state: 'deleted', deleted_at: new Date(), terminated_at: new Date() }
  const project = newHexId<string>()
  const caller = aCaller({ projectId: project as never })
  compute.callers.set('gone-owner', caller)
  // The helper reads what it wrote, and does not see what is deleted.
  await insertServer(compute.db, { ...gone, project_id: project }).catch(() => undefined)
  expect(await namesIn('GET /servers', 'gone-owner')).toEqual([])
  expect(await namesIn('GET /servers?deleted=true', 'gone-owner')).toEqual([])
  expect(await namesIn('GET /servers/detail?changes-since=2020-01-01T00:00:00Z', 'gone-owner')).toEqual(['gone'])
  expect(await namesIn(`GET /servers?deleted=true&all_tenants=1&project_id=${project}`, 'admin')).toEqual(['gone'])
})

test('a server in error says why, and only administrators where from', async () => {
  const { as, ids } = await aProject([{ name: 'broken', vm_state: 'error' }])
  for (const message of ['first', 'No valid host was found.'])
    await compute.db
      .insertInto('compute.server_fault')
      .values({ server_id: ids[0]!, code: 500, message, details: 'at here', request_id: null })
      .execute()
  const own = await compute.request(`GET /servers/${ids[0]}`, { as })
  expect(own.body.server.fault).toMatchObject({ code: 500, message: 'No valid host was found.' })
  expect(own.body.server.fault).not.toHaveProperty('details')
  expect((await compute.request(`GET /servers/${ids[0]}`, { as: 'admin' })).body.server.fault.details).toBe('at here')
})

test.each([
  'GET',
  'PUT',
  'DELETE',
  'POST /action',
  'GET /metadata',
  'GET /os-instance-actions',
  'POST /remote-consoles',
  'GET /ips',
  'GET /tags',
])('another project’s server is not found: %s', async (what) => {
  const { ids } = await aProject([{ name: 'theirs', host_id: hostId }])
  const [method, below = ''] = what.split(' ')
  const bodies: Record<string, unknown> = {
    PUT: { server: { name: 'mine' } },
    'POST /action': { 'os-stop': null },
    'POST /remote-consoles': { remote_console: { protocol: 'vnc', type: 'novnc' } },
  }
  const response = await compute.request(`${method} /servers/${ids[0]}${below}`, {
    version: '2.104',
    ...(bodies[what] !== undefined && { body: bodies[what] }),
  })
  expect(response.status).toBe(404)
  expect(response.body.itemNotFound.message).toBe(`Instance ${ids[0]} could not be found.`)
})
