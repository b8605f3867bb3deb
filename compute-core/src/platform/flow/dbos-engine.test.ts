import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterEach, expect, test, vi } from 'vitest'
import { invalid } from '#platform/errors'
import { silentLog } from '#platform/log'
import { newId } from '#platform/ids'
import { scratchDatabase, type ScratchDatabase } from '#test/scratch-postgres'
import { defineFlow, nothingToUndo, type Flow } from './define-flow.ts'
import { durableFlows, type DurableFlows } from './dbos-engine.ts'
import type { Priority } from './fair-slots.ts'
import { begunJobs, callOff } from './job-ledger.ts'
import { writeJob } from './jobs.ts'

/** Long for a machine that is busy with other things; a test that succeeds never waits so long. */
const soon = { timeout: 60_000, interval: 20 }

const open: { close(): Promise<void> }[] = []
vi.setConfig({ testTimeout: 90_000 })
afterEach(async () => {
  for (const one of open.splice(0).toReversed()) await one.close()
})

async function aDatabase(): Promise<ScratchDatabase> {
  const scratch = await scratchDatabase()
  open.push({ close: async () => scratch[Symbol.asyncDispose]() })
  await sql`create table public.step_run (id serial, name text not null)`.execute(scratch.db)
  await sql`create table public.go ()`.execute(scratch.db)
  return scratch
}

async function launched<Io>(
  { url, db }: ScratchDatabase,
  flows: Flow<Io>[],
  io: Io,
  concurrency = 32,
): Promise<DurableFlows> {
  const durable = durableFlows({ url, db, log: silentLog, flows, io: () => io, concurrency })
  open.push({ close: () => durable.close() })
  await durable.launch()
  return durable
}

const aJob = (flow: string) => ({ flow, subjectId: newId<string>(), params: { colour: 'red' }, requestId: 'req-1' })
const ran = async ({ db }: ScratchDatabase) =>
  (await sql<{ name: string }>`select name from public.step_run order by id`.execute(db)).rows.map(({ name }) => name)
const finished = async ({ db }: ScratchDatabase) =>
  (await db.selectFrom('platform.job').where('finished_at', 'is not', null).select('id').execute()).length

test('a job is carried out once, however often it is dispatched', async () => {
  const scratch = await aDatabase()
  const told: unknown[] = []
  const story = defineFlow<unknown[], { colour: string }>('story').step('paint', {
    run: async (seen, { colour, requestId }) => seen.push({ colour, requestId }),
    undo: nothingToUndo('a test'),
  })
  const flows = await launched(scratch, [story], told)
  const job = await writeJob(scratch.db, aJob('story'))
  flows.dispatch(job)
  flows.dispatch(job)
  await vi.waitFor(async () => expect(await finished(scratch)).toBe(1), soon)
  await vi.waitFor(() => expect(flows.inHand()).toBe(0), soon)
  flows.dispatch(job)
  await vi.waitFor(() => expect(flows.inHand()).toBe(0), soon)
  expect(told).toEqual([{ colour: 'red', requestId: 'req-1' }])
  expect(await flows.stateOf(job.id)).toBe('ended')
  expect(await flows.prune(-60_000)).toBe(1)
  expect(await flows.stateOf(job.id)).toBe('unknown')
})

test('a failing flow is walked back and settles, and its job has ended', async () => {
  const scratch = await aDatabase()
  const heard: string[] = []
  const story = defineFlow<string[], object>('story')
    .step('one', { run: async (io) => io.push('one'), undo: async (io) => io.push('undo one') })
    .step('two', {
      run: async () => {
        throw invalid('The colour is unknown.', 'colour')
      },
      undo: nothingToUndo('a test'),
    })
    .onFailure(async (io, _known, error) => void io.push(`settled: ${error.message}`))
  const flows = await launched(scratch, [story], heard)
  flows.dispatch(await writeJob(scratch.db, aJob('story')))
  await vi.waitFor(async () => expect(await finished(scratch)).toBe(1), soon)
  expect(heard).toEqual(['one', 'undo one', 'settled: The colour is unknown.'])
})

test('a burst of five hundred jobs runs a few at a time and all of it', async () => {
  const scratch = await aDatabase()
  const seen = { now: 0, most: 0 }
  const story = defineFlow<typeof seen, object>('story').step('count', {
    async run(io) {
      io.now++
      io.most = Math.max(io.most, io.now)
      await scratch.db.selectFrom('platform.milestone').selectAll().execute()
      io.now--
    },
    undo: nothingToUndo('a test'),
  })
  const flows = await launched(scratch, [story], seen, 8)
  for (let i = 0; i < 500; i++) flows.dispatch(await writeJob(scratch.db, aJob('story')))
  await vi.waitFor(async () => expect(await finished(scratch)).toBe(500), soon)
  expect(seen.most).toBeLessThanOrEqual(8)
})

test('a step may enqueue another flow, which runs on its own', async () => {
  const scratch = await aDatabase()
  const heard: string[] = []
  const second = defineFlow<string[], object>('second').step('two', {
    run: async (io) => io.push('two'),
    undo: nothingToUndo('a test'),
  })
  const first = defineFlow<string[], object>('first').step('one', {
    async run(io) {
      io.push('one')
      flows.dispatch(await writeJob(scratch.db, aJob('second')))
    },
    undo: nothingToUndo('a test'),
  })
  const flows: DurableFlows = await launched(scratch, [first, second], heard)
  flows.dispatch(await writeJob(scratch.db, aJob('first')))
  await vi.waitFor(async () => expect(await finished(scratch)).toBe(2), soon)
  expect(heard).toEqual(['one', 'two'])
})

test('flows work in the order of their turns, and also those that wait in the table', async () => {
  const scratch = await aDatabase()
  const begun: string[] = []
  const isOver = Promise.withResolvers<void>()
  const story = defineFlow<string[], { name: string }>('story').step('one', {
    async run(io, { name }) {
      io.push(name)
      if (name === 'long') await isOver.promise
    },
    undo: nothingToUndo('a test'),
  })
  const job = (name: string, projectId: string, priority: Priority = 'usual') =>
    writeJob(scratch.db, { ...aJob('story'), params: { name }, turn: { projectId, priority } })
  const flows = await launched(scratch, [story], begun, 1)
  flows.dispatch(await job('long', 'a'))
  await vi.waitFor(() => expect(begun).toEqual(['long']), soon)
  for (let i = 1; i <= 50; i++) await job(`a's delete ${i}`, 'a', 'next')
  await job("a's create", 'a')
  await job("b's create", 'b')
  await job("b's delete", 'b', 'next')
  await job('of an administrator', 'c', 'first')
  await flows.takeUp()
  expect(flows.figures()).toMatchObject({ running: 1, waiting: 54 })
  expect(await Promise.all(['a', 'b', 'd'].map(flows.waiting))).toEqual([51, 2, 0])
  isOver.resolve()
  await vi.waitFor(async () => expect(await finished(scratch)).toBe(55), soon)
  expect(begun.slice(0, 6)).toEqual([
    'long',
    'of an administrator',
    "a's delete 1",
    "b's delete",
    "a's delete 2",
    "b's create",
  ])
  expect(begun.at(-1)).toBe("a's create")
})

test('what waits for somebody else takes no place, goes on after a new start, and no more of it at once than work', async () => {
  const scratch = await aDatabase()
  const seen = { waits: 0, now: 0, most: 0 }
  const isOver = Promise.withResolvers<void>()
  const story = (wait: () => Promise<void>) =>
    defineFlow<typeof seen, object>('story').step('wait', {
      async run(io) {
        io.now++
        io.most = Math.max(io.most, io.now)
        await scratch.db.selectFrom('platform.milestone').selectAll().execute()
        io.now--
        await wait()
      },
      undo: nothingToUndo('a test'),
    })
  const first: DurableFlows = durableFlows({
    url: scratch.url,
    db: scratch.db,
    log: silentLog,
    flows: [
      story(() =>
        first.yieldSlotWhile(() => {
          seen.waits++
          return new Promise(() => {})
        }),
      ),
    ],
    io: () => seen,
    concurrency: 2,
  })
  await first.launch()
  for (let i = 0; i < 20; i++) first.dispatch(await writeJob(scratch.db, aJob('story')))
  await vi.waitFor(() => expect(seen.waits).toBe(20), soon)
  expect(first.figures()).toMatchObject({ running: 0, blocked: 20, waiting: 0, stalledMs: 0 })
  await first.close(50)
  const second: DurableFlows = await launched(
    scratch,
    [story(() => second.yieldSlotWhile(() => isOver.promise))],
    seen,
    2,
  )
  await vi.waitFor(() => expect(second.figures()).toMatchObject({ running: 0, blocked: 20 }), soon)
  isOver.resolve()
  await vi.waitFor(async () => expect(await finished(scratch)).toBe(20), soon)
  expect(seen.most).toBeLessThanOrEqual(2)
})

test('it says for how long nothing has moved although somebody waits', async () => {
  const scratch = await aDatabase()
  const isOver = Promise.withResolvers<void>()
  const story = defineFlow<object, object>('story').step('one', {
    run: () => isOver.promise,
    undo: nothingToUndo('a test'),
  })
  const flows = await launched(scratch, [story], {}, 1)
  flows.dispatch(await writeJob(scratch.db, aJob('story')))
  await vi.waitFor(() => expect(flows.figures()).toMatchObject({ running: 1, waiting: 0, stalledMs: 0 }), soon)
  flows.dispatch(await writeJob(scratch.db, aJob('story')))
  await vi.waitFor(() => expect(flows.figures().stalledMs).toBeGreaterThan(0), soon)
  const { oldestWaitingMs, stalledMs } = flows.figures()
  expect(oldestWaitingMs).toBeGreaterThanOrEqual(stalledMs)
  isOver.resolve()
  await vi.waitFor(() => expect(flows.figures()).toMatchObject({ succeeded: 2, failed: 0, stalledMs: 0 }), soon)
})

test('a job that was called off before its turn is never begun', async () => {
  const scratch = await aDatabase()
  const heard: string[] = []
  const story = defineFlow<string[], object>('story').step('one', {
    run: async (io) => io.push('one'),
    undo: nothingToUndo('a test'),
  })
  const flows = await launched(scratch, [story], heard)
  const job = await writeJob(scratch.db, aJob('story'))
  expect(await callOff(scratch.db, job.subjectId, ['delete'])).toEqual([])
  flows.dispatch(job)
  await vi.waitFor(() => expect(flows.inHand()).toBe(0), soon)
  expect(heard).toEqual([])
})

test('a closed process lets its flows lie, and the next one goes on with them', async () => {
  const scratch = await aDatabase()
  const heard: string[] = []
  const reached = Promise.withResolvers<void>()
  const story = (second: () => Promise<void>) =>
    defineFlow<string[], object>('story')
      .step('one', { run: async (io) => io.push('one'), undo: async (io) => io.push('undo one') })
      .step('two', {
        async run(io) {
          io.push('two')
          await second()
        },
        undo: nothingToUndo('a test'),
      })
  const broken = async () => {
    reached.resolve()
    await new Promise(() => {})
  }
  const first = durableFlows({
    url: scratch.url,
    db: scratch.db,
    log: silentLog,
    flows: [story(broken)],
    io: () => heard,
  })
  await first.launch()
  first.dispatch(await writeJob(scratch.db, aJob('story')))
  await reached.promise
  await first.close(50)
  expect(await finished(scratch)).toBe(0)
  await launched(scratch, [story(async () => {})], heard)
  await vi.waitFor(async () => expect(await finished(scratch)).toBe(1), soon)
  expect(heard).toEqual(['one', 'two', 'two'])
})

test('after kill -9 the flow goes on at the step that had not ended', async () => {
  const scratch = await aDatabase()
  const { db } = scratch
  const job = { id: newId<string>(), ...aJob('story') }
  await db
    .insertInto('platform.job')
    .values({ id: job.id, flow: 'story', subject_id: job.subjectId, params: '{}', request_id: 'req-1' })
    .execute()
  const first = aProcess(scratch.url, 'two')
  await vi.waitFor(async () => expect(await ran(scratch)).toEqual(['one', 'two']), soon)
  const died = once(first, 'exit')
  process.kill(first.pid!, 'SIGKILL')
  await died
  aProcess(scratch.url, 'none')
  await vi.waitFor(async () => expect(await finished(scratch)).toBe(1), soon)
  expect(await ran(scratch)).toEqual(['one', 'two', 'two', 'three'])
  expect(await begunJobs(db, 0)).toEqual([])
})

const written = async ({ db }: ScratchDatabase, heldBy: string | null = null) => {
  const job = { id: newId<string>(), ...aJob('story') }
  await db
    .insertInto('platform.job')
    .values({
      id: job.id,
      flow: 'story',
      subject_id: job.subjectId,
      params: '{}',
      request_id: 'req-1',
      held_by: heldBy,
    })
    .execute()
  return job
}

test('a process that is killed is taken over by the other within 15 s, with what it carried and what waited there', async () => {
  const scratch = await aDatabase()
  const [one, other] = [newId<string>(), newId<string>()]
  await written(scratch)
  const first = aProcess(scratch.url, 'two', one)
  await vi.waitFor(async () => expect(await ran(scratch)).toEqual(['one', 'two']), soon)
  const second = aProcess(scratch.url, 'none', other)
  await once(second, 'message')
  // It waits for its turn in the first one's memory, and is nobody else's.
  await written(scratch, one)
  const died = once(first, 'exit')
  process.kill(first.pid!, 'SIGKILL')
  await died
  const at = performance.now()
  await vi.waitFor(async () => expect(await finished(scratch)).toBe(2), soon)
  expect(performance.now() - at).toBeLessThan(15_000)
  expect((await ran(scratch)).toSorted()).toEqual(['one', 'one', 'three', 'three', 'two', 'two', 'two'])
  const jobs = await scratch.db.selectFrom('platform.job').select('held_by').execute()
  expect(jobs.map(({ held_by }) => held_by)).toEqual([other, other])
})

test('a process that ends cleanly hands on at once what it has not done', async () => {
  const scratch = await aDatabase()
  const other = newId<string>()
  await written(scratch)
  const first = aProcess(scratch.url, 'two', newId<string>(), 600_000)
  await vi.waitFor(async () => expect(await ran(scratch)).toEqual(['one', 'two']), soon)
  await once(aProcess(scratch.url, 'none', other, 600_000), 'message')
  const ended = once(first, 'exit')
  first.kill('SIGTERM')
  expect(await ended).toEqual([0, null])
  // Nobody's lease runs out for minutes.
  await vi.waitFor(async () => expect(await finished(scratch)).toBe(1), soon)
  expect(await ran(scratch)).toEqual(['one', 'two', 'two', 'three'])
  expect(await scratch.db.selectFrom('platform.job').select('held_by').execute()).toEqual([{ held_by: other }])
})

test('a process that was stopped for a while and taken over ends when it comes back, and carries nothing on', async () => {
  const scratch = await aDatabase()
  await written(scratch)
  const first = aProcess(scratch.url, 'two', newId<string>(), 2_000)
  await vi.waitFor(async () => expect(await ran(scratch)).toEqual(['one', 'two']), soon)
  aProcess(scratch.url, 'none', newId<string>(), 2_000)
  process.kill(first.pid!, 'SIGSTOP')
  await vi.waitFor(async () => expect(await finished(scratch)).toBe(1), soon)
  await sql`insert into public.go default values`.execute(scratch.db)
  const ended = once(first, 'exit')
  process.kill(first.pid!, 'SIGCONT')
  expect(await ended).toEqual([75, null])
  expect(await ran(scratch)).toEqual(['one', 'two', 'two', 'three'])
})

test('a step that ends after its flow was handed on is not written down, whether its process knows of that or not', async () => {
  const scratch = await aDatabase()
  const job = await written(scratch)
  const first = aProcess(scratch.url, 'two', newId<string>())
  await vi.waitFor(async () => expect(await ran(scratch)).toEqual(['one', 'two']), soon)
  // As another does that has taken it over; the first one has not noticed.
  await sql`update dbos.workflow_status set owner_xid = 'another', executor_id = 'another' where workflow_uuid = ${job.id}`.execute(
    scratch.db,
  )
  await sql`insert into public.go default values`.execute(scratch.db)
  // It carries on with others.
  const next = await written(scratch)
  const second = aProcess(scratch.url, 'none', newId<string>())
  await vi.waitFor(async () => expect(await finished(scratch)).toBe(1), soon)
  expect(
    await scratch.db.selectFrom('platform.job').select('id').where('finished_at', 'is not', null).execute(),
  ).toEqual([{ id: next.id }])
  expect(await ran(scratch)).toEqual(['one', 'two', 'one', 'two', 'three'])
  expect([first.exitCode, second.exitCode]).toEqual([null, null])
})

test('what a process in office has in hand is begun by nobody else; what nobody has is', async () => {
  const scratch = await aDatabase()
  const heard: string[] = []
  const story = defineFlow<string[], object>('story').step('one', {
    run: async (io, { subjectId }) => io.push(subjectId),
    undo: nothingToUndo('a test'),
  })
  const other = newId<string>()
  await sql`insert into platform.control_process (id, incarnation, host_name, pid, roles, version, lease_until)
    values (${other}, ${newId<string>()}, 'b-host', 1, '{conductor}', '1', now() - interval '1 hour')`.execute(
    scratch.db,
  )
  const held = await written(scratch, other)
  const flows = await launched(scratch, [story], heard)
  const free = await written(scratch)
  expect(await flows.takeUp()).toBe(1)
  await vi.waitFor(async () => expect(await finished(scratch)).toBe(1), soon)
  expect(heard).toEqual([free.subjectId])
  await sql`update platform.control_process set released_at = now()`.execute(scratch.db)
  expect(await flows.takeUp()).toBe(1)
  await vi.waitFor(async () => expect(await finished(scratch)).toBe(2), soon)
  expect(heard).toEqual([free.subjectId, held.subjectId])
  // Whoever has just written it is given the time to dispatch it.
  await written(scratch)
  expect(await flows.takeUp(60_000)).toBe(0)
})

function aProcess(url: string, stuckIn: string, id?: string, leaseMs = 10_000): ChildProcess {
  const child = fork(
    join(import.meta.dirname, '../../../test/support/flow-process.ts'),
    [url, stuckIn, ...(id === undefined ? [] : [id, String(leaseMs)])],
    {
      execArgv: [],
      stdio: 'inherit',
    },
  )
  open.push({
    async close() {
      if (child.exitCode !== null || child.signalCode !== null) return
      const ended = once(child, 'exit')
      child.kill('SIGTERM')
      await ended
    },
  })
  return child
}
