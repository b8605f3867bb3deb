import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Server } from '#domain/server/server'
import { insertServer } from '#test/insert-server'
import { aCompute, type TestCompute } from './support/a-compute.ts'
import { insertHost } from './support/a-furnished-compute.ts'

let compute: TestCompute
let hostId: string
beforeAll(async () => {
  compute = await aCompute({ instances: 3, cores: -1, ram: -1 }, { reclaim_instance_interval: 3600 })
  hostId = await insertHost(compute.db, 'host-1')
})
afterAll(() => compute[Symbol.asyncDispose]())

const mine = (what: object = {}) => {
  const { projectId, userId } = compute.callers.get('member')!
  return insertServer(compute.db, { project_id: projectId!, user_id: userId, host_id: hostId, ...what })
}
const remove = ({ id }: Server) => compute.request(`DELETE /servers/${id}`)
const act = ({ id }: Server, name: string, options: object = {}) =>
  compute.request(`POST /servers/${id}/action`, { body: { [name]: null }, ...options })
const flowsOf = ({ id }: Server) =>
  compute.dispatched.filter(({ subjectId }) => subjectId === id).map(({ flow }) => flow)
const clear = () => compute.db.updateTable('compute.server').set({ deleted_at: new Date() }).execute()

test('where deletes can be taken back, a delete is soft, and asked twice it is one', async () => {
  const server = await mine()
  expect((await remove(server)).status).toBe(204)
  expect((await remove(server)).status).toBe(204)
  expect(flowsOf(server)).toEqual(['server-soft-delete'])
  const gone = await mine({ vm_state: 'soft-delete' })
  expect((await remove(gone)).status).toBe(204)
  expect(flowsOf(gone)).toEqual([])
  await clear()
})

test('what never ran is deleted for good', async () => {
  const server = await mine({ vm_state: 'error', launched_at: null })
  expect((await remove(server)).status).toBe(204)
  expect(flowsOf(server)).toEqual(['server-delete'])
  await clear()
})

test('a delete for good is asked for by name, from any state, and preempts everything', async () => {
  for (const what of [{ vm_state: 'soft-delete' }, { vm_state: 'resized' }, { task_state: 'soft-deleting' }]) {
    const server = await mine(what)
    expect((await act(server, 'forceDelete')).status).toBe(202)
    expect((await act(server, 'forceDelete')).status).toBe(202)
    expect(flowsOf(server)).toEqual(['server-delete'])
  }
  await clear()
})

test('a soft-deleted server is shown as such, is in no plain list, and is found by its status', async () => {
  const server = await mine({ vm_state: 'soft-delete' })
  const { body } = await compute.request(`GET /servers/${server.id}`)
  expect(body.server.status).toBe('SOFT_DELETED')
  const found = async (query: string) =>
    (await compute.request(`GET /servers${query}`)).body.servers.map(({ id }: { id: string }) => id)
  expect([await found(''), await found('?status=SOFT_DELETED')]).toEqual([[], [server.id]])
  await clear()
})

test('a server is restored as long as the quota has room for it', async () => {
  const server = await mine({ vm_state: 'soft-delete' })
  const others = [await mine(), await mine(), await mine()]
  const response = await act(server, 'restore')
  expect(response.status).toBe(403)
  expect(response.body.forbidden.message).toMatch(/instances: 1 asked, 3 of 3 used/)
  await compute.db
    .updateTable('compute.server')
    .set({ vm_state: 'soft-delete' })
    .where('id', '=', others[0]!.id)
    .execute()
  expect((await act(server, 'restore')).status).toBe(202)
  expect(flowsOf(server)).toEqual(['server-restore'])
  await clear()
})

test.each(['active', 'stopped', 'error'])('a server that is %s cannot be restored', async (vm_state) => {
  expect((await act(await mine({ vm_state }), 'restore')).status).toBe(409)
  await clear()
})

test.each(['restore', 'forceDelete'])(
  '%s is refused to readers, to other projects, and while it is locked',
  async (name) => {
    const server = await mine({ vm_state: 'soft-delete' })
    expect((await act(server, name, { as: 'reader' })).status).toBe(403)
    expect((await act(server, name, { as: 'other' })).status).toBe(404)
    expect((await act(await mine({ vm_state: 'soft-delete', locked_by: 'owner' }), name)).status).toBe(409)
    await clear()
  },
)
