import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, assert, beforeAll, expect, test, vi } from 'vitest'
import type { CommandKind, Commands } from '#agent/commands/command-contract'
import type { Server } from '#domain/server/server'
import { migrate } from '#platform/db/migrate'
import { durableFlows } from '#platform/flow/dbos-engine'
import { newId, type ServerId } from '#platform/ids'
import { silentLog } from '#platform/log'
import { findServer, getServer } from '#store/server-store'
import { conductorOver, statesOf } from '#test/conductor-world'
import { fakeHost, standing } from '#test/fake-host'
import type { HalfDoneName } from '#test/half-done-flows'
import { heldFor } from '#test/held-for'
import { scratchDatabase } from '#test/scratch-postgres'
import { anyImage } from '#test/world-images'
import type { Conductor } from './conductor.ts'
import { allFlows } from './flows/all-flows.ts'
import { ownCommand } from './guest-command.ts'
import { stepRecords } from './step-records.ts'

// What an older version left half done is gone on with by this one: its checkpoints, the parameters of its jobs and its tables are
// those of `half-done-flows.sql`, which says by which commit it was written.

/** A server whose flow was left half done. */
interface Left {
  /** What the older version's agent had carried out for it. */
  done: readonly CommandKind[]
  /** The server in the end; null when it is deleted. */
  server: Partial<Server> | null
  /** What its last action says in the end; null when it went well. */
  message?: string
  /** What stands on the host for it in the end. */
  host: object
  /** What is claimed and made for it in the end. */
  held: Awaited<ReturnType<typeof heldFor>>
}

const active = { vmState: 'active', taskState: null, powerState: 'running' } as const
const running = { guest: 'running', cards: 1, disk: true, nic: true }
const gone = { guest: null, disk: false, nic: false }
const built = { claims: 3, ports: 1, vcpus: [1] }
const build = ['nics-plug', 'disks-create', 'guest-spawn'] as const

const leftBehind: Record<HalfDoneName, Left> = {
  create: { done: ['nics-plug', 'disks-create'], server: active, host: running, held: built },
  pause: {
    done: [...build, 'guest-pause'],
    server: { vmState: 'paused', taskState: null, powerState: 'paused' },
    host: { ...running, guest: 'paused' },
    held: built,
  },
  resize: {
    done: [...build, 'guest-power-off', 'disks-resize'],
    server: { vmState: 'resized', taskState: null, powerState: 'running' },
    host: { ...running, kept: true },
    held: { ...built, vcpus: [1, 2] },
  },
  'resize-too-large': { done: build, server: active, message: 'Error', host: running, held: built },
  rebuild: { done: [...build, 'guest-power-off', 'disks-rebuild'], server: active, host: running, held: built },
  shelve: {
    done: [...build, 'guest-power-off', 'snapshot-make'],
    server: { vmState: 'shelved_offloaded', taskState: null, hostName: null },
    host: gone,
    held: { claims: 0, ports: 1, vcpus: [] },
  },
  delete: {
    done: ['nics-plug', 'disks-create'],
    server: null,
    host: gone,
    held: { claims: 0, ports: 0, vcpus: [] },
  },
  stop: {
    done: build,
    server: { vmState: 'stopped', taskState: null, powerState: 'shutdown' },
    host: { ...running, guest: 'shutdown' },
    held: built,
  },
}

const hasEnded = async () => assert.deepEqual(await unfinished(), [])

const stack = new AsyncDisposableStack()
let cloud: Awaited<ReturnType<typeof upgraded>>
const ids = new Map<string, ServerId>()

beforeAll(async () => {
  cloud = await upgraded()
  const { db, host, flows, io } = cloud
  for (const { name, id } of await db.selectFrom('compute.server').select(['name', 'id']).execute()) {
    ids.set(name, id as ServerId)
    await standAsLeft(io, await getServer(db, id as ServerId), leftBehind[name as HalfDoneName].done)
  }
  host.restart()
  // It reports on, as it did to the older version.
  await db.updateTable('compute.host').set({ last_seen_at: new Date() }).execute()
  await flows.launch()
  await flows.takeUp()
  await vi.waitFor(hasEnded, { timeout: 60_000, interval: 50 })
}, 90_000)
afterAll(() => stack.disposeAsync())

/** The older version's database, brought forward as a start of this version does, with its host. */
async function upgraded() {
  const rows = readFileSync(join(import.meta.dirname, '../../test/reference/half-done-flows.sql'), 'utf8')
  const { db, pool, url } = stack.use(await scratchDatabase({ migrated: false }))
  await migrate(
    pool,
    rows
      .match(/\d{4}-[\w-]+\.sql/g)!
      .toSorted()
      .at(-1),
  )
  // DBOS makes its own tables when it starts.
  const empty = durableFlows({ url, db, log: silentLog, flows: [], io: () => undefined })
  await empty.launch()
  await empty.close()
  await pool.query(rows)
  await migrate(pool)
  const { name, zone } = await db.selectFrom('compute.host').select(['name', 'zone']).executeTakeFirstOrThrow()
  const host = fakeHost(
    { hostname: name, vcpus: 8, ramMb: 16_384, diskGb: 100 },
    undefined,
    statesOf(() => io, name),
  )
  const flows = durableFlows({ url, db, log: silentLog, flows: allFlows, io: () => io, observer: stepRecords(db) })
  const io = conductorOver(db, zone, { agents: () => host.client(), flows, images: anyImage })
  stack.defer(() => flows.close())
  return { db, pool, host, flows, io }
}

/** Has on the host what the older version's agent had made there. */
async function standAsLeft(io: Conductor, server: Server, done: Left['done']): Promise<void> {
  const guest = await ownCommand(io, server)
  const [job] = await io.db
    .selectFrom('platform.job')
    .select('params')
    .where('subject_id', '=', server.id)
    .where('finished_at', 'is', null)
    .execute()
  const { imageId } = job!.params as { imageId?: string }
  const params = { ...guest, guest, imageId, graceMs: 0, keepEphemeral: false, freeze: 'no' }
  for (const kind of done)
    await io.agents(server.hostName!).command(kind, newId(), params as unknown as Commands[typeof kind]['params'])
}

/** The jobs, the steps and the flows that have not ended. */
async function unfinished() {
  const { db, pool } = cloud
  const jobs = await db.selectFrom('platform.job').select('flow').where('finished_at', 'is', null).execute()
  const steps = db.selectFrom('compute.instance_action_event').select('event').where('finish_time', 'is', null)
  const flows = await pool.query("select name, status from dbos.workflow_status where status <> 'SUCCESS'")
  return [...jobs, ...(await steps.execute()), ...flows.rows]
}

test.each(Object.entries(leftBehind))(
  'what an older version left half done comes to its end: %s',
  async (name, { server, message, host, held }) => {
    const id = ids.get(name)!
    const { db } = cloud
    expect({ server: (await findServer(db, id)) ?? null }).toMatchObject({ server })
    expect(standing(cloud.host, id)).toEqual(host)
    expect(await heldFor(db, id)).toEqual(held)
    const actions = db.selectFrom('compute.instance_action').select('message').where('server_id', '=', id)
    expect(await actions.orderBy('id', 'desc').executeTakeFirst()).toEqual({ message: message ?? null })
  },
)
