import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { insertImage } from '#services/image/store/image-store'
import { hostUnavailable } from '#agent/commands/host-failure'
import { CloudError } from '#platform/errors'
import { newId } from '#platform/ids'
import { aFurnishedCompute } from './support/a-furnished-compute.ts'

let compute: Awaited<ReturnType<typeof aFurnishedCompute>>
let server: string
beforeAll(async () => {
  compute = await aFurnishedCompute()
  server = compute.server.id
  await anImage('first', { size: 1 })
  await anImage('snapshot', { instance_uuid: server, image_type: 'snapshot' })
  await anImage('theirs', {}, compute.callers.get('other')!.projectId!)
})
afterAll(() => compute[Symbol.asyncDispose]())

const anImage = (name: string, what: object, project_id: string = compute.callers.get('member')!.projectId!) =>
  insertImage(compute.db, {
    id: newId<string>(),
    project_id,
    name,
    status: 'active',
    size: 5,
    os_hash_value: '00',
    properties: Object.fromEntries(Object.entries(what).map(([key, value]) => [key, String(value)])),
  })

const names = (response: { body: { images: { name: string }[] } }) => response.body.images.map(({ name }) => name)
const metadataOf = async (path = '') => (await compute.request(`GET /images/${compute.imageId}/metadata${path}`)).body

describe('images', () => {
  test('of others are not told', async () => {
    expect(names(await compute.request('GET /images'))).toEqual(['snapshot', 'first', 'tiny'])
    expect(names(await compute.request('GET /images', { as: 'other' }))).toEqual(['theirs'])
  })

  test.each([
    ['name=first', ['first']],
    ['status=ACTIVE&limit=1', ['snapshot']],
    ['status=SAVING', []],
    ['type=snapshot', ['snapshot']],
    ['changes-since=2100-01-01T00:00:00Z', []],
    ['colour=red', ['snapshot', 'first', 'tiny']],
  ])('are searched by %s', async (query, expected) => {
    expect(names(await compute.request(`GET /images/detail?${query}`))).toEqual(expected)
  })

  test('are searched by the server that they were taken of, by its id or its link', async () => {
    for (const of of [server, `http://cloud.test/v2.1/servers/${server}`])
      expect(names(await compute.request(`GET /images?server=${encodeURIComponent(of)}`))).toEqual(['snapshot'])
    const { body } = await compute.request('GET /images/detail?name=snapshot')
    expect(body.images[0].server).toMatchObject({ id: server, links: [{ rel: 'self' }, { rel: 'bookmark' }] })
  })

  test('go by pages', async () => {
    const first = await compute.request('GET /images?limit=2')
    const href: string = first.body.images_links[0].href
    expect(names(await compute.request(`GET ${href.slice('http://cloud.test'.length)}`))).toEqual(['tiny'])
    expect((await compute.request('GET /images?limit=0')).status).toBe(400)
    expect((await compute.request(`GET /images?marker=${newId<string>()}`)).status).toBe(400)
  })

  test('have metadata that is added to, replaced, taken off', async () => {
    const at = `/images/${compute.imageId}/metadata`
    await compute.request(`PUT ${at}`, { body: { metadata: { a: '1', b: '2' } } })
    expect(await metadataOf()).toEqual({ metadata: { a: '1', b: '2' } })
    const added = await compute.request(`POST ${at}`, { body: { metadata: { b: '3', 'c:d': '4' } } })
    expect(added.body).toEqual({ metadata: { a: '1', b: '3', 'c:d': '4' } })
    expect((await compute.request(`PUT ${at}/a`, { body: { meta: { a: '9' } } })).body).toEqual({ meta: { a: '9' } })
    expect((await compute.request(`PUT ${at}/a`, { body: { meta: { z: '9' } } })).status).toBe(400)
    expect(await metadataOf('/a')).toEqual({ meta: { a: '9' } })
    expect((await compute.request(`DELETE ${at}/a`)).status).toBe(204)
    expect((await compute.request(`DELETE ${at}/a`)).status).toBe(404)
    expect(await metadataOf()).toEqual({ metadata: { b: '3', 'c:d': '4' } })
  })

  test('have as much metadata as the quota allows', async () => {
    const metadata = Object.fromEntries(Array.from({ length: 129 }, (_, index) => [`k${index}`, 'x']))
    expect((await compute.request(`PUT /images/${compute.imageId}/metadata`, { body: { metadata } })).status).toBe(403)
  })

  test('are deleted by their owner, unless they are protected', async () => {
    const { id } = await anImage('gone', {})
    expect((await compute.request(`DELETE /images/${id}`, { as: 'other' })).status).toBe(404)
    await compute.db.updateTable('image.image').set({ protected: true }).where('id', '=', id).execute()
    expect((await compute.request(`DELETE /images/${id}`)).status).toBe(403)
    await compute.db.updateTable('image.image').set({ protected: false }).where('id', '=', id).execute()
    expect((await compute.request(`DELETE /images/${id}`)).status).toBe(204)
    expect((await compute.request(`GET /images/${id}`)).status).toBe(404)
  })
})

describe('networks', () => {
  test('are the own ones and the shared ones, for administrators too', async () => {
    for (const [name, as, shared] of [
      ['mine', 'member', false],
      ['everybodys', 'other', true],
      ['others', 'other', false],
    ] as const)
      await compute.db
        .insertInto('network.network')
        .values({ id: newId<string>(), project_id: compute.callers.get(as)!.projectId!, name, shared })
        .execute()
    const labels = async (path: string, as: string) =>
      (await compute.request(`GET ${path}`, { as })).body.networks
        .map(({ label }: { label: string }) => label)
        .toSorted()
    for (const path of ['/os-networks', '/os-tenant-networks']) {
      expect(await labels(path, 'member')).toEqual(['everybodys', 'mine'])
      expect(await labels(path, 'admin')).toEqual(['everybodys'])
    }
  })

  test('of others are not shown', async () => {
    const { id } = await compute.db
      .selectFrom('network.network')
      .select('id')
      .where('name', '=', 'others')
      .executeTakeFirstOrThrow()
    expect((await compute.request(`GET /os-networks/${id}`)).status).toBe(404)
    expect((await compute.request(`GET /os-tenant-networks/${id}`, { as: 'other' })).body).toEqual({
      network: { id, label: 'others', cidr: 'None' },
    })
  })
})

test('the group default tells what comes in', async () => {
  const { body } = await compute.request('GET /os-security-groups')
  expect(body.security_groups).toMatchObject([
    { name: 'default', rules: [{ ip_protocol: null, from_port: null, ip_range: { cidr: '0.0.0.0/0' } }] },
  ])
  expect((await compute.request('GET /os-security-groups?offset=1')).body.security_groups).toEqual([])
})

describe('hosts', () => {
  test('tell what they have, what is taken, and by whom', async () => {
    const { body } = await compute.request('GET /os-hosts/host-1', { as: 'admin' })
    const rows = body.host.map(({ resource }: { resource: object }) => resource)
    expect(rows).toMatchObject([
      { project: '(total)', cpu: 8, memory_mb: 16_384, disk_gb: 200 },
      { project: '(used_now)', cpu: 1, memory_mb: 512, disk_gb: 1 },
      { project: '(used_max)', cpu: 1, memory_mb: 512, disk_gb: 1 },
      { project: compute.callers.get('member')!.projectId, cpu: 1, memory_mb: 512, disk_gb: 1 },
    ])
  })

  test('that are disabled are not listed', async () => {
    const put = (body: object) => compute.request('PUT /os-hosts/host-1', { as: 'admin', body })
    const list = async () => (await compute.request('GET /os-hosts', { as: 'admin' })).body.hosts
    expect((await put({ status: 'Disable' })).body).toEqual({ host: 'host-1', status: 'disabled' })
    expect(await list()).toEqual([])
    expect((await put({ status: 'enable' })).body).toEqual({ host: 'host-1', status: 'enabled' })
    expect(await list()).toEqual([{ host_name: 'host-1', service: 'compute', zone: 'nova' }])
    expect((await put({})).status).toBe(400)
  })

  test.each(['startup', 'shutdown', 'reboot'] as const)(
    'are told to %s, when they are there and up',
    async (action) => {
      compute.commands.length = 0
      expect(await compute.request(`GET /os-hosts/host-1/${action}`, { as: 'admin' })).toMatchObject({
        status: 200,
        body: { host: 'host-1', power_action: action },
      })
      expect(compute.commands).toMatchObject([{ host: 'host-1', kind: 'host-power', params: { action } }])
      const audited = compute.db
        .selectFrom('platform.audit')
        .select('target_name')
        .where('action', '=', `host-${action}`)
      expect(await audited.execute()).toEqual([{ target_name: 'host-1' }])
      expect((await compute.request(`GET /os-hosts/host-1/${action}`)).status).toBe(403)
      expect((await compute.request(`GET /os-hosts/host-1/${action}`, { as: 'admin', version: '2.43' })).status).toBe(
        404,
      )
      expect((await compute.request(`GET /os-hosts/nowhere/${action}`, { as: 'admin' })).status).toBe(404)
      await compute.db.updateTable('compute.host').set({ forced_down: true }).execute()
      expect((await compute.request(`GET /os-hosts/host-1/${action}`, { as: 'admin' })).status).toBe(400)
      await compute.db.updateTable('compute.host').set({ forced_down: false }).execute()
    },
  )

  test('that cannot do that say why', async () => {
    const before = compute.hosts.now
    const message = 'There is no systemd here.'
    compute.hosts.now = () => ({
      command: () => Promise.reject(new CloudError({ kind: 'not-implemented', message })),
      openVnc: async () => undefined,
      openSerial: async () => undefined,
    })
    const { status, body } = await compute.request('GET /os-hosts/host-1/reboot', { as: 'admin' })
    compute.hosts.now = before
    expect([status, body.notImplemented?.message]).toEqual([501, message])
  })

  test('that do not answer are named, with the reason', async () => {
    const before = compute.hosts.now
    compute.hosts.now = () => ({
      command: () => Promise.reject(hostUnavailable('The agent of host host-1 does not answer. Check that it runs.')),
      openVnc: async () => undefined,
      openSerial: async () => undefined,
    })
    const { status, body } = await compute.request('GET /os-hosts/host-1/reboot', { as: 'admin' })
    compute.hosts.now = before
    expect(status).toBe(503)
    expect(JSON.stringify(body)).toContain(
      'Compute host host-1 is not available. The agent of host host-1 does not answer. Check that it runs.',
    )
  })

  test('have no maintenance mode: nobody empties them', async () => {
    const { status, body } = await compute.request('PUT /os-hosts/host-1', {
      as: 'admin',
      body: { maintenance_mode: 'enable' },
    })
    expect(status).toBe(501)
    expect(body.notImplemented?.message).toContain('status: disable')
  })
})

test('nobody changes bare metal here, and there is no address to float', async () => {
  expect((await compute.request('POST /os-baremetal-nodes', { as: 'admin', body: {} })).status).toBe(400)
  expect((await compute.request('GET /os-floating-ip-pools')).body).toEqual({ floating_ip_pools: [] })
  expect((await compute.request('POST /os-floating-ips', { body: { pool: 'public' } })).status).toBe(404)
})

test('a server answers to its old second name until 2.102', async () => {
  const { body } = await compute.request(`GET /os-volumes_boot/${server}`, { version: '2.102' })
  expect(body.server.id).toBe(server)
  expect((await compute.request(`POST /os-volumes_boot/${server}/action`, { body: { 'os-stop': null } })).status).toBe(
    202,
  )
  expect((await compute.request(`GET /os-volumes_boot/${server}`, { version: '2.103' })).status).toBe(404)
})
