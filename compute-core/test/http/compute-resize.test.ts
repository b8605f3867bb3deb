import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Server } from '#domain/server/server'
import { insertServer } from '#test/insert-server'
import { aCompute, type TestCompute } from './support/a-compute.ts'
import { insertHost } from './support/a-furnished-compute.ts'
import { insertMigration } from '#test/insert-migration'

let compute: TestCompute
let hostId: string
beforeAll(async () => {
  compute = await aCompute({ instances: 1_000, cores: 3, ram: 51_200 })
  hostId = await insertHost(compute.db, 'host-1')
})
afterAll(() => compute[Symbol.asyncDispose]())
beforeEach(async () => {
  await compute.db.deleteFrom('compute.migration').execute()
  await compute.db.updateTable('compute.server').set({ deleted_at: new Date() }).execute()
  await compute.db.updateTable('compute.host').set({ last_seen_at: new Date(), forced_down: false }).execute()
})

/** A server of m1.tiny (1 CPU, 512 MB, 1 GB) in the member's project. */
const mine = (what: object = {}) => {
  const { projectId, userId } = compute.callers.get('member')!
  const flavor = { flavor_id: '3', image_id: compute.imageId }
  return insertServer(compute.db, { project_id: projectId!, user_id: userId, host_id: hostId, ...flavor, ...what })
}

const act = (server: Server, body: object, options: object = {}) =>
  compute.request(`POST /servers/${server.id}/action`, { body, ...options })
const resize = (server: Server, flavorRef: unknown, options: object = {}) =>
  act(server, { resize: { flavorRef } }, options)
const shown = async ({ id }: Server) => (await compute.request(`GET /servers/${id}`)).body.server
const dispatchedFor = ({ id }: Server) => compute.dispatched.filter(({ subjectId }) => subjectId === id)

async function aFlavor(id: string, what: object) {
  const flavor = { name: id, id, ram: 512, vcpus: 1, disk: 1, ...what }
  expect((await compute.request('POST /flavors', { as: 'admin', body: { flavor } })).status).toBe(200)
  return id
}

test('a server is asked to take another flavor, and its flow is told which', async () => {
  const server = await mine()
  const body = { resize: { flavorRef: 'http://cloud/flavors/4', 'OS-DCF:diskConfig': 'AUTO' } }
  expect((await act(server, body)).status).toBe(202)
  expect(await shown(server)).toMatchObject({ status: 'RESIZE', 'OS-DCF:diskConfig': 'AUTO', flavor: { id: '3' } })
  expect(dispatchedFor(server)).toMatchObject([
    { flow: 'server-resize', params: { flavor: { id: '4', ramMb: 2048, diskGb: 20 } } },
  ])
})

test.each<[string, () => unknown | Promise<unknown>, RegExp]>([
  ['the one that it has', () => '3', /must change flavor/],
  ['one that there is not', () => '99', /Flavor 99 could not be found/],
  ['one without a disk', () => aFlavor('diskless', { disk: 0 }), /it has no disk/],
  ['one with an extra spec that cannot be', aDemanding, /hw:cpu_policy is nonsense/],
  ['a private one', () => aFlavor('private', { 'os-flavor-access:is_public': false }), /could not be found/],
  ['nothing', () => '', /flavorRef/],
  ['a list', () => [], /flavorRef/],
])('%s is no flavor to resize to', async (_what, flavorRef, message) => {
  const response = await resize(await mine(), await flavorRef())
  expect(response.status).toBe(400)
  expect(response.body.badRequest.message).toMatch(message)
})

async function aDemanding() {
  const id = await aFlavor('demanding', {})
  const body = { extra_specs: { 'hw:cpu_policy': 'nonsense' } }
  await compute.db
    .updateTable('compute.flavor')
    .set({ extra_specs: JSON.stringify(body.extra_specs) })
    .where('id', '=', id)
    .execute()
  return id
}

test('a disk does not shrink', async () => {
  const flavor = JSON.stringify({ ...(await mine()).flavor, diskGb: 20, ephemeralGb: 2 })
  const response = await resize(await mine({ flavor, flavor_id: '4' }), '3')
  expect(response.body.badRequest.message).toMatch(/has 1 GB of disk, the server has 20 GB/)
  const big = await aFlavor('big', { disk: 40 })
  const less = await resize(await mine({ flavor, flavor_id: '4' }), big)
  expect(less.body.badRequest.message).toMatch(/0 GB of ephemeral disk, the server has 2 GB/)
})

test('what the image needs, the new flavor must have too', async () => {
  const image = compute.images.get(compute.imageId)!
  compute.images.set(compute.imageId, { ...image, minRamMb: 1024 })
  const response = await resize(await mine(), await aFlavor('narrow', { disk: 2 }))
  compute.images.set(compute.imageId, image)
  expect(response.body.badRequest.message).toMatch(/the image needs 1024 MB/)
})

test('only what a server grows by counts against the quota', async () => {
  const server = await mine({ vcpus: 2 })
  const grown = await resize(server, await aFlavor('four', { vcpus: 4 }))
  expect(grown.status).toBe(403)
  expect(grown.body.forbidden.message).toMatch(/cores: 3 asked, 2 of 3 used/)
  expect((await resize(server, await aFlavor('two', { vcpus: 2 }))).status).toBe(202)
})

test.each([
  ['paused', 409],
  ['resized', 409],
  ['error', 409],
  ['active', 202],
  ['stopped', 202],
])('a server that is %s answers %i to a resize', async (vm_state, status) => {
  expect((await resize(await mine({ vm_state }), '4')).status).toBe(status)
})

test('a server whose host is down is neither resized nor confirmed', async () => {
  const [server, resized] = [await mine(), await mine({ vm_state: 'resized' })]
  await insertMigration(compute.db, resized)
  await compute.db.updateTable('compute.host').set({ forced_down: true }).execute()
  expect((await resize(server, '4')).body.conflictingRequest.message).toMatch(/the host of instance .* is down/)
  expect((await act(resized, { confirmResize: null })).status).toBe(409)
})

test.each([
  ['confirmResize', 204, 'server-confirm-resize'],
  ['revertResize', 202, 'server-revert-resize'],
])('%s of a resized server is a %i', async (name, status, flow) => {
  const server = await mine({ vm_state: 'resized' })
  await insertMigration(compute.db, server)
  expect((await act(server, { [name]: null })).status).toBe(status)
  expect(dispatchedFor(server)).toMatchObject([{ flow }])
  expect((await act(server, { [name]: null })).status).toBe(409)
})

test.each(['confirmResize', 'revertResize'])(
  '%s takes a migration that has ended, and a resized server',
  async (name) => {
    const server = await mine({ vm_state: 'resized' })
    expect((await act(server, { [name]: null })).status).toBe(400)
    expect((await act(await mine(), { [name]: null })).status).toBe(409)
  },
)

test.each([{ resize: { flavorRef: '4' } }, { confirmResize: null }, { revertResize: null }])(
  '%j is refused to readers, to other projects, and while it is locked',
  async (body) => {
    const vm_state = 'resize' in body ? 'active' : 'resized'
    const server = await mine({ vm_state })
    await insertMigration(compute.db, server)
    expect((await act(server, body, { as: 'reader' })).status).toBe(403)
    expect((await act(server, body, { as: 'other' })).status).toBe(404)
    expect((await act(server, { ...body, colour: 'red' })).status).toBe(400)
    expect((await act(await mine({ vm_state, locked_by: 'owner' }), body)).status).toBe(409)
  },
)

test('deleting a resized server confirms its resize, as its own action', async () => {
  const server = await mine({ vm_state: 'resized' })
  expect((await compute.request(`DELETE /servers/${server.id}`)).status).toBe(204)
  const { instanceActions } = (await compute.request(`GET /servers/${server.id}/os-instance-actions`)).body
  expect(instanceActions.map(({ action }: { action: string }) => action)).toEqual(['delete', 'confirmResize'])
  expect(new Set(instanceActions.map((each: Record<string, string>) => each['request_id']))).toHaveProperty('size', 1)
})
