import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  newHexId,
  newId,
  type HostId,
  type MigrationId,
  type ProjectId,
  type ServerId,
  type UserId,
} from '#platform/ids'
import { scratchDatabase, type ScratchDatabase } from '#test/scratch-postgres'
import type { Inventory } from './placement-service.ts'
import { placementService } from './postgres-placement.ts'
import { setInventories } from './store/set-inventories.ts'

let scratch: ScratchDatabase
let placement: ReturnType<typeof placementService>
const [projectId, userId] = [newHexId<ProjectId>(), newHexId<UserId>()]

beforeAll(async () => {
  scratch = await scratchDatabase()
  placement = placementService(scratch.db)
})
afterAll(() => scratch[Symbol.asyncDispose]())

const stock = (total: number, more: Partial<Inventory> = {}): Inventory => ({
  total,
  reserved: 0,
  allocationRatio: 1,
  ...more,
})

async function aHost(inventories: Record<string, Inventory>, traits: readonly string[] = []): Promise<HostId> {
  const id = newId<HostId>()
  await placement.provide({ id, name: id, inventories, traits })
  return id
}

const claimOn = (providerId: HostId, resources: Record<string, number>, consumerId = newId<ServerId>()) =>
  placement.claim({ consumerId, providerId, resources, projectId, userId })

const hostOf = async (id: HostId) => (await placement.providers()).find(({ providerId }) => providerId === id)!

test('of fifty claims at once for room for ten, exactly ten win', async () => {
  const host = await aHost({ VCPU: stock(10), MEMORY_MB: stock(100_000) })
  const won = await Promise.all(Array.from({ length: 50 }, () => claimOn(host, { VCPU: 1, MEMORY_MB: 512 })))
  expect(won.filter(Boolean)).toHaveLength(10)
  expect((await hostOf(host)).inventories).toMatchObject({ VCPU: { used: 10 }, MEMORY_MB: { used: 5120 } })
})

test('claims and releases at once never take more than there is, and end with nothing held', async () => {
  const host = await aHost({ VCPU: stock(4) })
  const turns = Array.from({ length: 24 }, async () => {
    const consumerId = newId<ServerId>()
    const won = await claimOn(host, { VCPU: 2 }, consumerId)
    const used = (await hostOf(host)).inventories['VCPU']!.used
    await placement.release(consumerId)
    return { won, used }
  })
  const seen = await Promise.all(turns)
  expect(seen.every(({ used }) => used <= 4)).toBe(true)
  expect(seen.some(({ won }) => won)).toBe(true)
  expect((await hostOf(host)).inventories['VCPU']!.used).toBe(0)
})

test('a claim set aside leaves room for another of its owner, and comes back instead of it', async () => {
  const host = await aHost({ VCPU: stock(3) })
  const [server, migration] = [newId<ServerId>(), newId<MigrationId>()]
  const used = async () => (await hostOf(host)).inventories['VCPU']!.used
  await claimOn(host, { VCPU: 1 }, server)
  await placement.setAside(server, migration)
  expect(await used()).toBe(1)
  expect(await claimOn(host, { VCPU: 3 }, server)).toBe(false)
  expect(await claimOn(host, { VCPU: 2 }, server)).toBe(true)
  await placement.setAside(server, migration)
  expect(await used()).toBe(3)
  await placement.putBack(server, migration)
  await placement.putBack(server, migration)
  expect(await used()).toBe(1)
  expect(await claimOn(host, { VCPU: 1 }, server)).toBe(true)
})

test('what was set aside is given back by its own name', async () => {
  const host = await aHost({ VCPU: stock(3) })
  const [server, migration] = [newId<ServerId>(), newId<MigrationId>()]
  await claimOn(host, { VCPU: 1 }, server)
  await placement.setAside(server, migration)
  await claimOn(host, { VCPU: 2 }, server)
  await placement.release(migration)
  await placement.putBack(server, migration)
  expect((await hostOf(host)).inventories['VCPU']!.used).toBe(2)
})

test('capacity is what is not reserved, times the ratio', async () => {
  const host = await aHost({ MEMORY_MB: stock(12, { reserved: 2, allocationRatio: 0.7 }) })
  expect(await claimOn(host, { MEMORY_MB: 8 })).toBe(false)
  expect(await claimOn(host, { MEMORY_MB: 7 })).toBe(true)
  expect(await claimOn(host, { MEMORY_MB: 1 })).toBe(false)
})

test('a claim for what the host has none of takes nothing of the rest', async () => {
  const host = await aHost({ VCPU: stock(4) })
  expect(await claimOn(host, { VCPU: 1, VGPU: 1 })).toBe(false)
  expect((await hostOf(host)).inventories['VCPU']!.used).toBe(0)
})

test('units are kept: not less than the least, not more than the most, in steps', async () => {
  const host = await aHost({ DISK_GB: stock(100, { minUnit: 10, maxUnit: 40, stepSize: 10 }) })
  expect(await claimOn(host, { DISK_GB: 5 })).toBe(false)
  expect(await claimOn(host, { DISK_GB: 15 })).toBe(false)
  expect(await claimOn(host, { DISK_GB: 50 })).toBe(false)
  expect(await claimOn(host, { DISK_GB: 40 })).toBe(true)
})

test('the same claim asked again, even at once, is held once', async () => {
  const host = await aHost({ VCPU: stock(2) })
  const consumerId = newId<ServerId>()
  const answers = await Promise.all(Array.from({ length: 6 }, () => claimOn(host, { VCPU: 2, DISK_GB: 0 }, consumerId)))
  expect(answers).toEqual(Array.from({ length: 6 }, () => true))
  expect((await hostOf(host)).inventories['VCPU']!.used).toBe(2)
})

test('a consumer that holds another claim is a conflict, on whichever host', async () => {
  const [host, other] = [await aHost({ VCPU: stock(9) }), await aHost({ VCPU: stock(9) })]
  const consumerId = newId<ServerId>()
  const both = await Promise.allSettled([
    claimOn(host, { VCPU: 1 }, consumerId),
    claimOn(other, { VCPU: 1 }, consumerId),
  ])
  expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
  await expect(claimOn(host, { VCPU: 2 }, consumerId)).rejects.toThrow('already holds another claim')
})

test('a claim on a host that nobody knows says so', async () => {
  await expect(claimOn(newId<HostId>(), { VCPU: 1 })).rejects.toThrow('Resource provider')
})

test('releasing twice is releasing once, and consumers are listed while they hold', async () => {
  const host = await aHost({ VCPU: stock(1) })
  const consumerId = newId<ServerId>()
  await claimOn(host, { VCPU: 1 }, consumerId)
  expect(await placement.consumers()).toContain(consumerId)
  await placement.release(consumerId)
  await placement.release(consumerId)
  expect(await placement.consumers()).not.toContain(consumerId)
  expect(await claimOn(host, { VCPU: 1 })).toBe(true)
})

test('providing the same again writes nothing; a change raises the generation', async () => {
  const id = newId<HostId>()
  const host = { id, name: id, inventories: { VCPU: stock(8, { allocationRatio: 1.7 }) }, traits: ['B', 'A'] }
  await placement.provide(host)
  const { generation } = await hostOf(id)
  await placement.provide(host)
  expect(await hostOf(id)).toMatchObject({ generation, traits: ['A', 'B'] })
  await placement.provide({ ...host, traits: ['A'] })
  expect(await hostOf(id)).toMatchObject({ generation: generation + 1, traits: ['A'] })
})

test('what an administrator has set stays, whatever the host reports; what nobody has set follows it', async () => {
  const id = newId<HostId>()
  const host = (vcpus: number, ratio: number, reserved: number) =>
    placement.provide({
      id,
      name: id,
      inventories: { VCPU: stock(vcpus, { allocationRatio: ratio, reserved }), DISK_GB: stock(9, { reserved }) },
      traits: [],
    })
  const set = async (allocationRatio: number, reserved: number) => {
    const { generation } = await hostOf(id)
    const edit = { resourceClass: 'VCPU', allocationRatio, reserved }
    return setInventories(scratch.db, id, generation, [edit])
  }
  const now = async () => (await hostOf(id)).inventories
  await host(8, 1.7, 1)
  expect(await set(2.5, 6)).toBe(true)
  const { generation } = await hostOf(id)
  await host(8, 1.7, 1)
  expect((await hostOf(id)).generation).toBe(generation)
  await host(16, 4, 2)
  expect(await now()).toMatchObject({
    VCPU: { total: 16, allocationRatio: 2.5, reserved: 6 },
    DISK_GB: { reserved: 2 },
  })
  await host(4, 4, 2)
  expect(await now()).toMatchObject({ VCPU: { total: 4, allocationRatio: 2.5, reserved: 4 } })
  // What the host reports itself is not set: it follows again.
  expect(await set(4, 2)).toBe(true)
  await host(4, 3, 1)
  expect(await now()).toMatchObject({ VCPU: { allocationRatio: 3, reserved: 1 } })
})

test('of two who set something of one generation, one is told to read again', async () => {
  const id = await aHost({ VCPU: stock(8) })
  const { generation } = await hostOf(id)
  const set = (reserved: number) =>
    setInventories(scratch.db, id, generation, [{ resourceClass: 'VCPU', allocationRatio: 1, reserved }])
  expect((await Promise.all([set(1), set(2)])).toSorted()).toEqual([false, true])
})

test('a class that vanished from the host stays while somebody holds some of it', async () => {
  const id = await aHost({ VCPU: stock(1), DISK_GB: stock(10) })
  const consumerId = newId<ServerId>()
  await claimOn(id, { DISK_GB: 1 }, consumerId)
  const without = { id, name: id, inventories: { VCPU: stock(1) }, traits: [] }
  await placement.provide(without)
  expect(Object.keys((await hostOf(id)).inventories)).toEqual(['DISK_GB', 'VCPU'])
  await placement.release(consumerId)
  await placement.provide(without)
  expect(Object.keys((await hostOf(id)).inventories)).toEqual(['VCPU'])
})

test('two hosts cannot have one name', async () => {
  const id = await aHost({})
  await expect(placement.provide({ id: newId(), name: id, inventories: {}, traits: [] })).rejects.toThrow(
    'a name of its own',
  )
})

test('candidates have room for everything and all of the traits', async () => {
  const fits = await aHost({ VCPU: stock(4), CUSTOM_X: stock(2) }, ['CUSTOM_FAST', 'HW_A'])
  const slow = await aHost({ VCPU: stock(4), CUSTOM_X: stock(2) }, ['HW_A'])
  const full = await aHost({ VCPU: stock(4), CUSTOM_X: stock(2) }, ['CUSTOM_FAST'])
  await claimOn(full, { CUSTOM_X: 1 })
  const ids = async (traits?: readonly string[]) =>
    (await placement.candidates({ VCPU: 1, CUSTOM_X: 2 }, traits)).map(({ providerId }) => providerId).toSorted()
  expect(await ids()).toEqual([fits, slow].toSorted())
  expect(await ids(['CUSTOM_FAST'])).toEqual([fits])
})
