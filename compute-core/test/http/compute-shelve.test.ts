import { afterAll, beforeAll, expect, test } from 'vitest'
import { insertServer } from '#test/insert-server'
import { aFurnishedCompute, insertHost } from './support/a-furnished-compute.ts'

let compute: Awaited<ReturnType<typeof aFurnishedCompute>>
beforeAll(async () => {
  compute = await aFurnishedCompute()
  await insertHost(compute.db, 'west-1', { zone: 'west' })
})
afterAll(() => compute[Symbol.asyncDispose]())

const mine = (what: object = {}) => {
  const { projectId, userId } = compute.callers.get('member')!
  const columns = { project_id: projectId!, user_id: userId, host_id: compute.hostId, image_id: compute.imageId }
  return insertServer(compute.db, { ...columns, ...what })
}
const offloaded = (what: object = {}) => mine({ vm_state: 'shelved_offloaded', host_id: null, ...what })
const request = (id: string, body: object, { as = 'member', version = '2.104' } = {}) =>
  compute.request(`POST /servers/${id}/action`, { body, as, version })
const jobOf = (id: string) => compute.dispatched.find(({ subjectId }) => subjectId === id)
const shown = async (id: string, as = 'member') => (await compute.request(`GET /servers/${id}`, { as })).body.server

test.each(['active', 'stopped', 'paused', 'suspended'])('a server that is %s is shelved', async (vm_state) => {
  const { id, projectId } = await mine({ vm_state, name: 'web' })
  expect(await request(id, { shelve: null })).toMatchObject({ status: 202, body: undefined })
  const { flow, params } = jobOf(id)!
  expect(flow).toBe('server-shelve')
  const image = compute.images.get(params['imageId'] as string)
  expect(image).toMatchObject({ name: 'web-shelved', status: 'queued', projectId })
  expect(image?.properties).toMatchObject({ image_type: 'snapshot', instance_uuid: id })
  expect(await shown(id)).toMatchObject({ 'OS-EXT-STS:task_state': 'shelving' })
})

test('one that is refused leaves no image behind', async () => {
  const { id } = await mine({ vm_state: 'shelved' })
  const before = compute.images.size
  expect((await request(id, { shelve: null })).status).toBe(409)
  expect(compute.images.size).toBe(before)
})

test('of two who shelve at once one is told that the other does', async () => {
  const { id } = await mine()
  const before = compute.images.size
  const response = await Promise.all([request(id, { shelve: null }), request(id, { shelve: null })])
  expect(response.map(({ status }) => status).toSorted()).toEqual([202, 409])
  expect(compute.images.size).toBe(before + 1)
})

test('a server with a virtual TPM is not shelved', async () => {
  const { id } = await mine({ image_properties: JSON.stringify({ hw_tpm_version: '2.0' }) })
  expect((await request(id, { shelve: null })).status).toBe(400)
})

test('offloading is for administrators, and only of a shelved server', async () => {
  const { id } = await mine({ vm_state: 'shelved' })
  expect((await request(id, { shelveOffload: null })).status).toBe(403)
  expect((await request(id, { shelveOffload: null }, { as: 'admin' })).status).toBe(202)
  expect(jobOf(id)).toMatchObject({ flow: 'server-shelve-offload' })
  const { id: active } = await mine()
  expect((await request(active, { shelveOffload: null }, { as: 'admin' })).status).toBe(409)
})

test('an offloaded server shows neither host nor zone, and is on the shelf', async () => {
  const { id } = await offloaded({ availability_zone: null })
  const server = await shown(id, 'admin')
  expect(server).toMatchObject({ status: 'SHELVED_OFFLOADED', hostId: '', 'OS-EXT-SRV-ATTR:host': null })
  expect(server['OS-EXT-AZ:availability_zone']).toBe('')
})

test.each([
  ['2.1', { anything: 'goes' }],
  ['2.76', null],
  ['2.77', null],
  ['2.91', null],
])('at %s %j unshelves a server where it may be', async (version, unshelve) => {
  const { id } = await mine({ vm_state: 'shelved' })
  expect((await request(id, { unshelve }, { version })).status).toBe(202)
  expect(jobOf(id)).toMatchObject({ flow: 'server-unshelve', params: { serverId: id } })
})

test.each<[string, object, object]>([
  ['2.77', { availability_zone: 'west' }, { zone: 'west' }],
  ['2.91', { availability_zone: 'west' }, { zone: 'west' }],
  ['2.91', { availability_zone: null }, { zone: null }],
  ['2.91', { host: 'west-1' }, { requestedHost: 'west-1' }],
  ['2.91', { host: 'west-1', availability_zone: 'west' }, { requestedHost: 'west-1', zone: 'west' }],
  ['2.91', { host: 'west-1', availability_zone: null }, { requestedHost: 'west-1', zone: null }],
])('at %s %j of an offloaded server is %j', async (version, unshelve, params) => {
  const { id } = await offloaded()
  expect((await request(id, { unshelve }, { version, as: 'admin' })).status).toBe(202)
  expect(jobOf(id)?.params).toEqual({ serverId: id, ...params })
})

test.each<[string, object | null, number, RegExp]>([
  ['2.77', {}, 400, /availability_zone/],
  ['2.77', { availability_zone: null }, 400, /availability_zone/],
  ['2.77', { availability_zone: 'west', host: 'west-1' }, 400, /host/],
  ['2.77', { availability_zone: 'moon' }, 400, /zone moon is not available/],
  ['2.91', {}, 400, /Name an availability_zone or a host/],
  ['2.91', { host: null }, 400, /host/],
  ['2.91', { host: 'moon-1' }, 400, /Compute host moon-1 could not be found/],
  ['2.91', { host: 'west-1', availability_zone: 'nova' }, 409, /not in the availability zone nova/],
  ['2.91', { colour: 'red' }, 400, /colour/],
])('at %s %j is refused with a %s', async (version, unshelve, status, message) => {
  const { id } = await offloaded()
  const response = await request(id, { unshelve }, { version, as: 'admin' })
  expect({ status: response.status, body: JSON.stringify(response.body) }).toEqual({
    status,
    body: expect.stringMatching(message),
  })
  expect(jobOf(id)).toBeUndefined()
})

test('a server bound to a zone goes to no host outside of it, unless it is let go', async () => {
  const { id } = await offloaded({ pinned_zone: 'nova' })
  expect((await request(id, { unshelve: { host: 'west-1' } }, { as: 'admin' })).status).toBe(409)
  const free = { unshelve: { host: 'west-1', availability_zone: null } }
  expect((await request(id, free, { as: 'admin' })).status).toBe(202)
})

test('a place is named only for a server that has none, and a host only by an administrator', async () => {
  const { id } = await mine({ vm_state: 'shelved' })
  const response = await request(id, { unshelve: { availability_zone: 'west' } })
  expect(response).toMatchObject({ status: 409 })
  expect(response.body.conflictingRequest.message).toContain('vm_state shelved')
  const { id: away } = await offloaded()
  expect((await request(away, { unshelve: { host: 'west-1' } })).status).toBe(403)
})

test.each(['shelve', 'shelveOffload', 'unshelve'])("%s of another project's server is not found", async (action) => {
  const { id } = await mine({ vm_state: action === 'shelve' ? 'active' : 'shelved' })
  expect((await request(id, { [action]: null }, { as: 'other' })).status).toBe(404)
})
