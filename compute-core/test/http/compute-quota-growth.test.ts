import { expect, test } from 'vitest'
import type { Server } from '#domain/server/server'
import { insertMigration } from '#test/insert-migration'
import { insertServer } from '#test/insert-server'
import { aCompute, type TestCompute } from './support/a-compute.ts'
import { insertHost } from './support/a-furnished-compute.ts'

const ramUnlimited = { instances: -1, ram: -1 }
const twenty = { length: 20 }

/** Servers of m1.tiny (1 CPU) in the member's project; flavor 6 has 4. */
async function someServers(compute: TestCompute, what: object = {}): Promise<Server[]> {
  const { projectId, userId } = compute.callers.get('member')!
  const host_id = await insertHost(compute.db, 'host-1')
  const columns = { project_id: projectId!, user_id: userId, host_id, flavor_id: '3', image_id: compute.imageId }
  return Promise.all(Array.from(twenty, () => insertServer(compute.db, { ...columns, ...what })))
}

const act = (compute: TestCompute, { id }: Server, body: object) =>
  compute.request(`POST /servers/${id}/action`, { body })
const grow = (compute: TestCompute, server: Server) => act(compute, server, { resize: { flavorRef: '6' } })
const coresUsed = async (compute: TestCompute) =>
  (await compute.request('GET /limits')).body.limits.absolute.totalCoresUsed as number
const statusesOf = async (asked: readonly Promise<{ status: number }>[]) =>
  (await Promise.all(asked)).map(({ status }) => status).toSorted()
const three = [202, 202, 202, ...Array.from({ length: 17 }, () => 403)]

test('twenty resizes at once against a quota with room for three are three', async () => {
  await using compute = await aCompute({ ...ramUnlimited, cores: 20 + 3 * 3 })
  const servers = await someServers(compute)
  expect(await statusesOf(servers.map((server) => grow(compute, server)))).toEqual(three)
  expect(await coresUsed(compute)).toBe(29)
})

test('twenty restores at once against a quota with room for three are three', async () => {
  await using compute = await aCompute({ ...ramUnlimited, cores: 3 }, { reclaim_instance_interval: 3600 })
  const servers = await someServers(compute, { vm_state: 'soft-delete' })
  expect(await statusesOf(servers.map((server) => act(compute, server, { restore: null })))).toEqual(three)
  expect(await coresUsed(compute)).toBe(3)
})

test('a resize under way takes the room of its larger flavor from new servers, and gives it back when it fails', async () => {
  await using compute = await aCompute({ ...ramUnlimited, cores: 20 + 3 })
  const [server] = await someServers(compute)
  const create = () => compute.request('POST /servers', { body: aNewServer })
  const aNewServer = { server: { name: 'web', imageRef: compute.imageId, flavorRef: '1' } }
  expect((await grow(compute, server!)).status).toBe(202)
  expect((await create()).status).toBe(403)
  await compute.db.updateTable('compute.server').set({ task_state: null }).where('id', '=', server!.id).execute()
  expect((await create()).status).toBe(202)
})

test('a server that waits to be confirmed takes the room of its larger flavor, so that it can be reverted', async () => {
  await using compute = await aCompute({ ...ramUnlimited, cores: 100 })
  const old_flavor = JSON.stringify({ id: '6', name: 'm1.large', vcpus: 4, ramMb: 8192 })
  const [server] = await someServers(compute, { vm_state: 'resized', old_flavor })
  await insertMigration(compute.db, server!)
  expect(await coresUsed(compute)).toBe(80)
  expect((await act(compute, server!, { revertResize: null })).status).toBe(202)
  expect(await coresUsed(compute)).toBe(80)
  const confirmed = { vm_state: 'active', old_flavor: null, task_state: null }
  await compute.db.updateTable('compute.server').set(confirmed).execute()
  expect(await coresUsed(compute)).toBe(20)
})
