import { expect, test } from 'vitest'
import { accountOf, type CloudError } from '#platform/errors'
import { newId } from '#platform/ids'
import { readRefusedHosts } from '#scheduler/refused-hosts'
import { addHostToAggregate } from '#store/aggregate-membership'
import { changeAggregate, insertAggregate } from '#store/aggregate-store'
import { conductorWorld } from '#test/conductor-world'
import { sharedScratch } from '#test/shared-scratch'
import { placeServer } from './place-server.ts'

const db = sharedScratch()

const silence = (name: string) =>
  db()
    .updateTable('compute.host')
    .set({ last_seen_at: new Date('2026-01-01T00:00:00Z') })
    .where('name', '=', name)
    .execute()

test('a cloud that has just started waits for its hosts to report', async () => {
  const world = await conductorWorld(db())
  const server = await world.insertServer()
  const { name } = world.host()
  await silence(name)
  let looks = 0
  const isStarting = () => {
    looks++
    if (looks === 2)
      void db().updateTable('compute.host').set({ last_seen_at: new Date() }).where('name', '=', name).execute()
    return true
  }
  expect(await placeServer(world.io, server, {}, isStarting)).toMatchObject({ hostName: name })
  expect(looks).toBeGreaterThanOrEqual(2)
})

test('one that has run for a while says at once that its host is down', async () => {
  const world = await conductorWorld(db())
  const server = await world.insertServer()
  await silence(world.host().name)
  await expect(placeServer(world.io, server, {}, () => false)).rejects.toThrow('1 host: is down')
})

test('a host that fills up while we choose is passed over for the next', async () => {
  const world = await conductorWorld(db(), 2)
  const server = await world.insertServer()
  const [claim] = [world.io.placement.claim]
  let refused = ''
  world.io.placement = {
    ...world.io.placement,
    claim: async (wanted) => {
      if (refused) return claim(wanted)
      refused = wanted.providerId
      return false
    },
  }
  expect((await placeServer(world.io, server, {})).hostId).not.toBe(refused)
})

test('when all fill up meanwhile, that is the reason', async () => {
  const world = await conductorWorld(db())
  const server = await world.insertServer()
  world.io.placement = { ...world.io.placement, claim: async () => false }
  await expect(placeServer(world.io, server, {})).rejects.toThrow('had room until others took it')
})

test('placing again gives the first claim back', async () => {
  const world = await conductorWorld(db(), 2)
  const server = await world.insertServer()
  const first = await placeServer(world.io, server, {})
  const second = await placeServer(world.io, server, { avoidHosts: [first.hostName] })
  expect(second.hostName).not.toBe(first.hostName)
  const claims = await db()
    .selectFrom('placement.allocation')
    .select('provider_id')
    .distinct()
    .where('consumer_id', '=', server.id)
    .execute()
  expect(claims).toEqual([{ provider_id: second.hostId }])
})

test('a burst is spread over the hosts, and reads them a few times only', async () => {
  const world = await conductorWorld(db(), 4)
  const servers = await Promise.all(Array.from({ length: 40 }, () => world.insertServer()))
  const { placement } = world.io
  let readings = 0
  const providers = () => {
    readings++
    return placement.providers()
  }
  const counting = { ...placement, providers }
  const io = { ...world.io, placement: counting }
  const places = await Promise.all(servers.map((server) => placeServer(io, server, {})))
  const counts = world.hosts.map(({ name }) => places.filter(({ hostName }) => hostName === name).length)
  // Evenly would be 10 on each; what is claimed between two readings may count twice for a moment.
  expect(Math.max(...counts)).toBeLessThanOrEqual(14)
  expect(readings).toBeLessThan(20)
})

test("the metadata of aggregates decides where a project's servers go, and says why not elsewhere", async () => {
  const world = await conductorWorld(db(), 2)
  const server = await world.insertServer()
  const [kept, other] = world.hosts.map(({ name }) => name) as [string, string]
  const keepFor = async (hostName: string, projects: string) => {
    const { id } = await insertAggregate(db(), { uuid: newId<string>(), name: newId<string>(), zone: null })
    const defaultZone = world.io.settings.default_availability_zone
    await addHostToAggregate(db(), { aggregateId: id, hostName, defaultZone }, async () => {})
    await changeAggregate(db(), id, { metadata: { filter_tenant_id: projects } }, defaultZone)
  }
  await keepFor(kept, 'somebody, else')
  expect((await placeServer(world.io, server, {})).hostName).toBe(other)
  await keepFor(other, 'others')
  await expect(placeServer(world.io, server, {}, () => false)).rejects.toThrow('2 hosts: is kept for other projects')
  await keepFor(kept, server.projectId)
  expect((await placeServer(world.io, server, {})).hostName).toBe(kept)
})

test('administrators read which rules refuse which hosts, all of them; others how many for the first reason', async () => {
  const world = await conductorWorld(db(), 2)
  const { flavor } = await world.insertServer()
  const server = await world.insertServer({ flavor: JSON.stringify({ ...flavor, vcpus: 99, ramMb: 99_000 }) })
  const error = await placeServer(world.io, server, {}, () => false).catch((refused: CloudError) => refused)
  const { sentence, detail } = accountOf(error as CloudError)
  expect(sentence).toContain('2 hosts: needs 96.7 GB of memory')
  expect(sentence).not.toContain('vCPUs')
  // Hosts of other tests are in other zones.
  expect(readRefusedHosts(detail!).map(({ rule }) => rule)).toEqual(
    expect.arrayContaining(['AvailabilityZone', 'RamFilter', 'CpuFilter']),
  )
})
