import { sql } from 'kysely'
import { expect, test, vi } from 'vitest'
import { newId, type ServerId } from '#platform/ids'
import { findServer } from '#store/server-store'
import { conductorWorld } from '#test/conductor-world'
import { standing } from '#test/fake-host'
import { heldFor } from '#test/held-for'
import { scratchDatabase } from '#test/scratch-postgres'
import { askForServer } from '#test/server-asks'
import { serveOnLoopback } from '#test/serve-on-loopback'
import { startConductor } from '#test/start-conductor'
import { anyImage } from '#test/world-images'

// All of them together take less than the test may: what is waited for in vain is told.
const soon = { timeout: 60_000, interval: 20 }
const steps = ['schedule', 'ports', 'disks', 'spawn', 'land'].flatMap((step) => [`${step} started`, `${step} finished`])

test('one of two that carry builds is killed in the middle of all steps: the other ends every one of them, and each is built once', async () => {
  await using scratch = await scratchDatabase()
  const world = await conductorWorld(scratch.db, 1, { vcpus: 1_000, ramMb: 1_048_576, diskGb: 10_000 })
  await sql`update compute.host set last_seen_at = now() + interval '1 hour'`.execute(scratch.db)
  Object.assign(world.io, { images: anyImage })
  await using agent = await serveOnLoopback(world.host().app)
  const [one, two] = [newId<string>(), newId<string>()]
  const options = { url: scratch.url, zone: world.io.settings.default_availability_zone, agentOrigin: agent.origin }
  // The first carries some of which it ends none: it is killed in every step.
  const doomed: Awaited<ReturnType<typeof askForServer>>[] = []
  for (const _ of steps) doomed.push(await askForServer(world))
  await scratch.db.updateTable('platform.job').set({ held_by: one }).execute()
  const stopsAt = Object.fromEntries(doomed.map(({ server }, index) => [server.id, steps[index]!]))
  const leaseMs = 10_000
  {
    await using first = startConductor({ ...options, stopsAt, beside: { id: one, leaseMs } })
    const notReached = () => doomed.flatMap(({ server }) => (first.stopped.has(server.id) ? [] : stopsAt[server.id]!))
    await vi.waitFor(() => expect(notReached()).toEqual([]), soon)
    await using second = startConductor({ ...options, stopsAt: {}, beside: { id: two, leaseMs } })
    await vi.waitFor(() => expect([...second.stopped]).toContain('ready'), soon)
    // Others are carried meanwhile, by whoever takes them.
    const others: typeof doomed = []
    for (let i = 0; i < 30; i++) others.push(await askForServer(world))
    const isDone = async (ids: readonly ServerId[]) => {
      const servers = await Promise.all(ids.map((id) => findServer(scratch.db, id)))
      const states = servers.map((server) => [server?.vmState, server?.taskState, server?.fault?.message])
      expect(states).toEqual(ids.map(() => ['active', null, undefined]))
    }
    await vi.waitFor(() => isDone(others.map(({ server }) => server.id)), soon)
    await first[Symbol.asyncDispose]()
    const killedAt = performance.now()
    await vi.waitFor(() => isDone(doomed.map(({ server }) => server.id)), soon)
    const tookMs = performance.now() - killedAt
    expect(tookMs).toBeLessThan(15_000)
    await vi.waitFor(async () => {
      const open = await scratch.db.selectFrom('platform.job').select('id').where('finished_at', 'is', null).execute()
      expect(open).toEqual([])
    }, soon)
    for (const { server } of [...doomed, ...others]) {
      expect(standing(world.host(), server.id)).toEqual({ guest: 'running', cards: 1, disk: true, nic: true })
      expect(await heldFor(scratch.db, server.id)).toEqual({ claims: 3, ports: 1, vcpus: [1] })
    }
    expect(world.host().driver.guests.size).toBe(doomed.length + others.length)
  }
}, 360_000)
