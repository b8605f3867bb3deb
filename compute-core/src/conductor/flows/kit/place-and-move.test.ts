import { expect, test } from 'vitest'
import type { HostId } from '#platform/ids'
import { newId } from '#platform/ids'
import { addHostToAggregate } from '#store/aggregate-membership'
import { insertAggregate } from '#store/aggregate-store'
import { conductorWorld, type ConductorWorld } from '#test/conductor-world'
import { sharedScratch } from '#test/shared-scratch'
import { placeAndMove } from './place-and-move.ts'

const db = sharedScratch()
const tasks = ['scheduling']
const building = { vm_state: 'building', task_state: 'scheduling' } as const

const rename = (zone: string, where: { name: string } | { id: HostId }) =>
  'name' in where
    ? db().updateTable('compute.host').set({ zone }).where('name', '=', where.name).execute()
    : db().updateTable('compute.host').set({ zone }).where('id', '=', where.id).execute()

/** Has `change` happen to a host right after something was claimed there. */
function afterClaim(world: ConductorWorld, change: (host: HostId) => Promise<unknown>): void {
  const { placement } = world.io
  world.io.placement = {
    ...placement,
    async claim(wanted) {
      const isClaimed = await placement.claim(wanted)
      await change(wanted.providerId)
      return isClaimed
    },
  }
}

const claimsOf = (id: string) =>
  db().selectFrom('placement.allocation').select('provider_id').distinct().where('consumer_id', '=', id).execute()

test('a server whose host gets another zone while it is placed there goes to one of its own zone', async () => {
  const world = await conductorWorld(db(), 2)
  const server = await world.insertServer(building)
  let moved: HostId | undefined
  afterClaim(world, async (host) => {
    if (moved === undefined) await rename('elsewhere', { id: (moved = host) })
  })
  const place = await placeAndMove(world.io, server, {}, tasks)
  expect(place.hostId).not.toBe(moved)
  expect(await world.server(server.id)).toMatchObject({ hostId: place.hostId, availabilityZone: server.pinnedZone })
  expect(await claimsOf(server.id)).toEqual([{ provider_id: place.hostId }])
})

test('when no host of its zone is left the server claims nothing, and says why', async () => {
  const world = await conductorWorld(db())
  const server = await world.insertServer(building)
  afterClaim(world, (id) => rename('elsewhere', { id }))
  await expect(placeAndMove(world.io, server, {}, tasks)).rejects.toThrow(
    `is in zone elsewhere, not ${server.pinnedZone}`,
  )
  expect(await claimsOf(server.id)).toEqual([])
  expect((await world.server(server.id)).hostId).toBeNull()
})

test('a server that somebody else has taken over meanwhile is told so, and claims nothing', async () => {
  const world = await conductorWorld(db())
  const server = await world.insertServer({ ...building, task_state: 'deleting' })
  await expect(placeAndMove(world.io, server, {}, tasks)).rejects.toThrow('taken over')
  expect(await claimsOf(server.id)).toEqual([])
})

test('servers that come to a host while it gets a zone are in the zone that it has in the end', async () => {
  for (let nth = 0; nth < 5; nth++) {
    const world = await conductorWorld(db())
    const { name } = world.host()
    const servers = await Promise.all(
      Array.from({ length: 6 }, () => world.insertServer({ ...building, pinned_zone: null })),
    )
    const { id } = await insertAggregate(db(), { uuid: newId<string>(), name: newId<string>(), zone: `east-${nth}` })
    const joining = { aggregateId: id, hostName: name, defaultZone: world.io.settings.default_availability_zone }
    const [added] = await Promise.all([
      addHostToAggregate(db(), joining, async () => {}).catch((error: Error) => error.message),
      ...servers.map((server) => placeAndMove(world.io, server, { requestedHost: name }, tasks)),
    ])
    const { zone } = await db()
      .selectFrom('compute.host')
      .select('zone')
      .where('name', '=', name)
      .executeTakeFirstOrThrow()
    expect(zone).toBe(typeof added === 'string' ? joining.defaultZone : `east-${nth}`)
    for (const server of servers) expect(await world.server(server.id)).toMatchObject({ availabilityZone: zone })
  }
})
