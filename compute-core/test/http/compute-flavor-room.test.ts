import { afterAll, beforeAll, expect, test } from 'vitest'
import type { HostId } from '#platform/ids'
import { placementService } from '#services/placement/postgres-placement'
import { aFurnishedCompute, insertHost } from './support/a-furnished-compute.ts'

let compute: Awaited<ReturnType<typeof aFurnishedCompute>>
beforeAll(async () => {
  compute = await aFurnishedCompute()
  const roomy = (await insertHost(compute.db, 'host-2')) as HostId
  const of = (total: number) => ({ total, reserved: 0, allocationRatio: 1 })
  const provide = (id: HostId, name: string, ramMb: number) =>
    placementService(compute.db).provide({
      id,
      name,
      inventories: { VCPU: of(8), MEMORY_MB: of(ramMb), DISK_GB: of(100) },
      traits: [],
    })
  await provide(compute.hostId as HostId, 'host-1', 256)
  await provide(roomy, 'host-2', 8192)
})
afterAll(() => compute[Symbol.asyncDispose]())

const room = async (as = 'reader') => {
  const [{ body: rooms }, { body: flavors }] = await Promise.all([
    compute.request('GET /kilonova/flavor-room', { as }),
    compute.request('GET /flavors', { as }),
  ])
  const nameOf = new Map(flavors.flavors.map(({ id, name }: { id: string; name: string }) => [id, name]))
  return Object.fromEntries(
    rooms.flavor_room.map(({ flavor_id, ...rest }: { flavor_id: string }) => [nameOf.get(flavor_id), rest]),
  )
}

test('each flavor says how many hosts have room for it, and why the others have not', async () => {
  expect(await room()).toMatchObject({
    'm1.micro': { hosts: 2, reasons: {} },
    'm1.tiny': { hosts: 1, reasons: { 'needs 512 MB of memory, gives at most 256 MB to one server': 1 } },
    'm1.xlarge': {
      hosts: 0,
      reasons: {
        'needs 16 GB of memory, gives at most 256 MB to one server': 1,
        'needs 16 GB of memory, gives at most 8 GB to one server': 1,
      },
    },
  })
})

test('a flavor that a project does not see is not told about', async () => {
  const flavor = { name: 'hidden', vcpus: 1, ram: 64, disk: 1, 'os-flavor-access:is_public': false }
  await compute.request('POST /flavors', { as: 'admin', body: { flavor } })
  expect(Object.keys(await room())).not.toContain('hidden')
})

test('who is in no project may not ask', async () => {
  compute.callers.set('outside', { ...compute.callers.get('reader')!, projectId: null, roles: [] })
  expect((await compute.request('GET /kilonova/flavor-room', { as: 'outside' })).status).toBe(403)
})
