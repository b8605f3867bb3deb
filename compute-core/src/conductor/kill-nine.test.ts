import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import type { Server } from '#domain/server/server'
import type { ServerId } from '#platform/ids'
import type { ServerFlowParams } from '#store/server-jobs'
import { findServer } from '#store/server-store'
import { conductorWorld, type ConductorWorld } from '#test/conductor-world'
import { standing } from '#test/fake-host'
import { heldFor } from '#test/held-for'
import { type ScratchDatabase, scratchDatabase } from '#test/scratch-postgres'
import { ask, askForServer, serverAsks } from '#test/server-asks'
import { serveOnLoopback } from '#test/serve-on-loopback'
import { startConductor } from '#test/start-conductor'
import { anyImage } from '#test/world-images'
import { serverFlows } from './flows/all-flows.ts'

/** A flow that is killed: how its server comes to where it begins, and what is true once the next process has gone on with it. */
interface Scenario {
  /** The server in the end; null when it is deleted. */
  server: Partial<Server> | null
  /** What stands on the host for it in the end. */
  host: object
  /** What is claimed and made for it in the end, where that is not what a built server has. */
  held?: Partial<typeof built>
}

const active = { vmState: 'active', taskState: null, powerState: 'running' } as const
const running = { guest: 'running', cards: 1, disk: true, nic: true }
const built = { claims: 3, ports: 1, vcpus: [1] }
const nothing = { claims: 0, ports: 0, vcpus: [] }
const gone = { guest: null, disk: false, nic: false }

/** Every flow of a server: what is forgotten here does not compile. */
const scenarios: Record<keyof ServerFlowParams, Scenario> = {
  'server-create': { server: active, host: running },
  'server-start': { server: active, host: running },
  'server-stop': {
    server: { vmState: 'stopped', taskState: null, powerState: 'shutdown' },
    host: { ...running, guest: 'shutdown' },
  },
  'server-reboot': { server: active, host: running },
  'server-pause': {
    server: { vmState: 'paused', taskState: null, powerState: 'paused' },
    host: { ...running, guest: 'paused' },
  },
  'server-unpause': { server: active, host: running },
  'server-suspend': {
    server: { vmState: 'suspended', taskState: null, powerState: 'shutdown' },
    host: { ...running, guest: 'shutdown', saved: true },
  },
  'server-resume': { server: active, host: running },
  'server-rescue': {
    server: { vmState: 'rescued', taskState: null, powerState: 'running' },
    host: { ...running, rescue: true },
  },
  'server-unrescue': { server: { ...active, rescueImageId: null }, host: running },
  'server-rebuild': { server: active, host: running },
  'server-resize': {
    server: { vmState: 'resized', taskState: null, powerState: 'running' },
    host: { ...running, kept: true },
    held: { vcpus: [1, 2] },
  },
  'server-confirm-resize': {
    server: { ...active, oldFlavor: null },
    host: running,
    held: { vcpus: [2] },
  },
  'server-revert-resize': {
    server: { ...active, oldFlavor: null },
    host: running,
  },
  'server-create-image': { server: active, host: running },
  'server-create-backup': {
    server: active,
    host: running,
  },
  'server-shelve': {
    server: { vmState: 'shelved_offloaded', taskState: null, hostName: null },
    host: gone,
    held: { ...nothing, ports: 1 },
  },
  'server-shelve-offload': {
    server: { vmState: 'shelved_offloaded', taskState: null, hostName: null },
    host: gone,
    held: { ...nothing, ports: 1 },
  },
  'server-unshelve': {
    server: { ...active, shelvedImageId: null },
    host: running,
  },
  'server-change-password': { server: active, host: running },
  'server-trigger-crash-dump': { server: active, host: running },
  'server-attach-interface': {
    server: active,
    host: { ...running, cards: 2 },
    held: { ports: 2 },
  },
  'server-detach-interface': {
    server: { ...active, networkInfo: [] },
    host: { ...running, cards: 0, nic: false },
    held: { ports: 0 },
  },
  'server-soft-delete': {
    server: { vmState: 'soft-delete', taskState: null, powerState: 'shutdown' },
    host: { ...running, guest: 'shutdown' },
  },
  'server-restore': { server: active, host: running },
  'server-delete': { server: null, host: gone, held: nothing },
}

/** A server whose flow is killed at one point: before or after a step's work, but before that is written down. */
interface Killed {
  slug: keyof ServerFlowParams
  point: string
  id: ServerId
}

let scratch: ScratchDatabase
let world: ConductorWorld
const killed: Killed[] = []

beforeAll(async () => {
  scratch = await scratchDatabase()
  world = await conductorWorld(scratch.db, 1, { vcpus: 1_000, ramMb: 1_048_576, diskGb: 10_000 })
  // Up for as long as this takes: nobody reports for it.
  await sql`update compute.host set last_seen_at = now() + interval '1 hour'`.execute(scratch.db)
  // While servers are prepared, one that is shelved keeps its host until it is offloaded.
  const settings = { ...world.io.settings, shelved_offload_time: -1 }
  world.io = Object.assign(world.io, { images: anyImage, settings })
  await Promise.all(
    Object.values(serverFlows).map(async ({ slug, steps }) => {
      for (const point of steps.flatMap(({ name }) => [`${name} started`, `${name} finished`]))
        killed.push({ slug: slug as Killed['slug'], point, id: await begun(slug as Killed['slug']) })
    }),
  )
  await killAndGoOn()
}, 240_000)
afterAll(() => scratch[Symbol.asyncDispose]())

/** A server that was brought to where the flow of this name is about to be carried out. */
async function begun(slug: Killed['slug']): Promise<ServerId> {
  const { server, job: build } = await askForServer(world)
  let job = build
  for (const asked of serverAsks[slug]) {
    expect(await world.carryOut(job)).toBeUndefined()
    job = await ask(world, server.id, asked)
  }
  return server.id
}

const soon = { timeout: 100_000, interval: 50 }

/** Has every flow stop dead at its point, kills the process that carried them out and the host's agent, and has the next ones go on. */
async function killAndGoOn(): Promise<void> {
  const host = world.host()
  await using agent = await serveOnLoopback(host.app)
  const options = { url: scratch.url, zone: world.io.settings.default_availability_zone, agentOrigin: agent.origin }
  const stopsAt = Object.fromEntries(killed.map(({ id, point }) => [id, point]))
  {
    await using first = startConductor({ ...options, stopsAt })
    await vi.waitFor(() => expect(killed.filter(({ id }) => !first.stopped.has(id))).toEqual([]), soon)
  }
  host.restart()
  await using _next = startConductor({ ...options, stopsAt: {} })
  await vi.waitFor(async () => expect(await openJobs()).toEqual([]), soon)
  await vi.waitFor(async () => expect(await openEvents()).toEqual([]), soon)
}

const openJobs = () =>
  scratch.db.selectFrom('platform.job').select(['flow', 'subject_id']).where('finished_at', 'is', null).execute()

const openEvents = () =>
  scratch.db.selectFrom('compute.instance_action_event').select('event').where('finish_time', 'is', null).execute()

const killedOf = (slug: Killed['slug']) => killed.filter((each) => each.slug === slug)

test.each(Object.values(serverFlows).map(({ slug }) => slug as Killed['slug']))(
  '%s that is killed at any step is gone on with to its end',
  async (slug) => {
    const { server, host, held: wanted } = scenarios[slug]
    const all = killedOf(slug)
    const servers = await Promise.all(all.map(({ id }) => findServer(scratch.db, id)))
    expect(all.map(({ point }, index) => ({ point, server: servers[index] ?? null }))).toMatchObject(
      all.map(({ point }) => ({ point, server })),
    )
    const found = all.map(async ({ point, id }) => ({
      point,
      onHost: standing(world.host(), id),
      held: await heldFor(scratch.db, id),
    }))
    const expected = all.map(({ point }) => ({ point, onHost: host, held: { ...built, ...wanted } }))
    expect(await Promise.all(found)).toEqual(expected)
  },
)

test('a password that is set and an interrupt that is sent have come to the guest, whatever was killed', () => {
  const { driver } = world.host()
  const passwords = killedOf('server-change-password').map(({ id }) => driver.passwordOf(id, 'root'))
  expect(new Set(passwords)).toEqual(new Set(['n3w']))
  expect(killedOf('server-trigger-crash-dump').filter(({ id }) => driver.nmisOf(id) === 0)).toEqual([])
})

test('whatever was killed can be deleted, and then nothing is left of it', { timeout: 60_000 }, async () => {
  const servers = await Promise.all(killed.map(({ id }) => findServer(scratch.db, id)))
  const left = servers.flatMap((server) => server ?? [])
  const errors = await Promise.all(left.map(async ({ id }) => world.carryOut(await ask(world, id, ['delete']))))
  expect(errors.filter((error) => error !== undefined)).toEqual([])
  for (const { id } of killed) expect(standing(world.host(), id)).toEqual(gone)
  for (const { id } of killed) expect(await heldFor(scratch.db, id)).toEqual(nothing)
  expect(world.host().driver.guests.size).toBe(0)
})
