import { expect, test } from 'vitest'
import type { ServerGroupPolicy } from '#domain/server-group/server-group'
import { newId, type ServerGroupId, type UserId } from '#platform/ids'
import { insertServerGroup } from '#store/server-group-store'
import { conductorWorld, type ConductorWorld } from '#test/conductor-world'
import { sharedScratch } from '#test/shared-scratch'
import { placeServer } from './place-server.ts'

const db = sharedScratch()

async function aGroup({ projectId }: ConductorWorld, policy: ServerGroupPolicy, max?: number) {
  const id = newId<ServerGroupId>()
  const group = { id, projectId, userId: 'ada' as UserId, name: 'g', policy, maxServerPerHost: max ?? null }
  await insertServerGroup(db(), group, async () => ({ project: -1, user: -1 }))
  return id
}

/** Servers of a new group, placed all at once; the hosts of those that found one. */
async function placedAtOnce(world: ConductorWorld, count: number, policy: ServerGroupPolicy, max?: number) {
  const id = await aGroup(world, policy, max)
  const servers = await Promise.all(
    Array.from({ length: count }, () => world.insertServer({ server_group_id: id, vm_state: 'building' })),
  )
  const told = await Promise.allSettled(servers.map((server) => placeServer(world.io, server, {}, () => false)))
  return told.map((each) => (each.status === 'fulfilled' ? each.value.hostName : String(each.reason)))
}

test('of an anti-affinity group that is placed at once no two share a host', async () => {
  const world = await conductorWorld(db(), 4)
  const hosts = await placedAtOnce(world, 5, 'anti-affinity')
  expect(new Set(hosts.slice(0, 4)).size).toBe(4)
  expect(hosts.filter((host) => host.includes('runs 1 of its server group'))).toHaveLength(1)
})

test('as many of an anti-affinity group share a host as its rule allows', async () => {
  const world = await conductorWorld(db(), 2)
  const hosts = await placedAtOnce(world, 5, 'anti-affinity', 2)
  const counts = [...Map.groupBy(hosts, (host) => host).values()].map(({ length }) => length)
  expect(counts.toSorted()).toEqual([1, 2, 2])
})

test('an affinity group that is placed at once is on one host', async () => {
  const world = await conductorWorld(db(), 4)
  expect(new Set(await placedAtOnce(world, 6, 'affinity')).size).toBe(1)
})

test('a soft-anti-affinity group spreads, and shares hosts once there are no others', async () => {
  const world = await conductorWorld(db(), 3)
  const hosts = await placedAtOnce(world, 6, 'soft-anti-affinity')
  const counts = [...Map.groupBy(hosts, (host) => host).values()].map(({ length }) => length)
  expect(counts).toEqual([2, 2, 2])
})

test('a soft-affinity group keeps together where there is room', async () => {
  const world = await conductorWorld(db(), 3)
  expect(new Set(await placedAtOnce(world, 4, 'soft-affinity')).size).toBe(1)
})

test('a server that is placed anew does not stand in its own way', async () => {
  const world = await conductorWorld(db(), 1)
  const [host] = await placedAtOnce(world, 1, 'anti-affinity')
  const { id } = await db()
    .selectFrom('compute.server')
    .select('id')
    .where('project_id', '=', world.projectId)
    .executeTakeFirstOrThrow()
  expect((await placeServer(world.io, await world.server(id as never), {}, () => false)).hostName).toBe(host)
})

test('an anti-affinity group that is built at once is on as many hosts, and what finds none says so', async () => {
  const world = await conductorWorld(db(), 3)
  const id = await aGroup(world, 'anti-affinity')
  const servers = await Promise.all(
    Array.from({ length: 4 }, () =>
      world.insertServer({ server_group_id: id, vm_state: 'building', task_state: 'scheduling', launched_at: null }),
    ),
  )
  await Promise.all(
    servers.map(async ({ id: serverId }) =>
      world.carryOut(await world.job('server-create', { serverId, requestedNetworks: 'none', sealedAdminPass: null })),
    ),
  )
  const built = await Promise.all(servers.map((server) => world.server(server.id)))
  expect(built.map(({ vmState }) => vmState).toSorted()).toEqual(['active', 'active', 'active', 'error'])
  expect(world.hosts.map(({ driver }) => driver.guests.size)).toEqual([1, 1, 1])
  expect(built.find(({ fault }) => fault)!.fault!.message).toContain('No valid host was found')
})
