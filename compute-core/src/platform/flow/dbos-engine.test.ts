import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterEach, expect, test, vi } from 'vitest'
import { invalid } from '#platform/errors'
import { silentLog } from '#platform/log'
import { newId } from '#platform/ids'
import { scratchDatabase, type ScratchDatabase } from '#test/scratch-postgres'
import { defineFlow, noUndo, type Flow } from './define-flow.ts'
import { durableFlows, type DurableFlows } from './dbos-engine.ts'
import { callOff, openWishes } from './wish-ledger.ts'

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

const aWish = (flow: string) => ({ flow, subjectId: newId<string>(), params: { colour: 'red' }, requestId: 'req-1' })
const ran = async ({ db }: ScratchDatabase) =>
  (await sql<{ name: string }>`select name from public.step_run order by id`.execute(db)).rows.map(({ name }) => name)
const finished = async ({ db }: ScratchDatabase) =>
  (await db.selectFrom('platform.wish').where('finished_at', 'is not', null).select('id').execute()).length

test('a wish is carried out once, however often it is kicked', async () => {
  const scratch = await aDatabase()
  const told: unknown[] = []
  const story = defineFlow<unknown[], { colour: string }>('story').step('paint', {
    run: async (seen, { colour, requestId }) => seen.push({ colour, requestId }),
    undo: noUndo('a test'),
  })
  const flows = await launched(scratch, [story], told)
  const wish = await flows.wish(scratch.db, aWish('story'))
  flows.kick(wish)
  flows.kick(wish)
  await vi.waitFor(async () => expect(await finished(scratch)).toBe(1), soon)
  await vi.waitFor(() => expect(flows.inHand()).toBe(0), soon)
  flows.kick(wish)
  await vi.waitFor(() => expect(flows.inHand()).toBe(0), soon)
  expect(told).toEqual([{ colour: 'red', requestId: 'req-1' }])
  expect(await flows.stateOf(wish.id)).toBe('ended')
  expect(await flows.prune(-60_000)).toBe(1)
  expect(await flows.stateOf(wish.id)).toBe('unknown')
})

test('a failing flow is walked back and settles, and its wish has ended', async () => {
  const scratch = await aDatabase()
  const heard: string[] = []
  const story = defineFlow<string[], object>('story')
    .step('one', { run: async (io) => io.push('one'), undo: async (io) => io.push('undo one') })
    .step('two', {
      run: async () => {
        throw invalid('The colour is unknown.', 'colour')
      },
      undo: noUndo('a test'),
    })
    .whenItFails(async (io, _known, error) => void io.push(`settled: ${error.message}`))
  const flows = await launched(scratch, [story], heard)
  flows.kick(await flows.wish(scratch.db, aWish('story')))
  await vi.waitFor(async () => expect(await finished(scratch)).toBe(1), soon)
  expect(heard).toEqual(['one', 'undo one', 'settled: The colour is unknown.'])
})

test('a burst of five hundred wishes runs a few at a time and all of it', async () => {
  const scratch = await aDatabase()
  const seen = { now: 0, most: 0 }
  const story = defineFlow<typeof seen, object>('story').step('count', {
    async run(io) {
      io.now++
      io.most = Math.max(io.most, io.now)
      await scratch.db.selectFrom('platform.milestone').selectAll().execute()
      io.now--
    },
    undo: noUndo('a test'),
  })
  const flows = await launched(scratch, [story], seen, 8)
  for (let i = 0; i < 500; i++) flows.kick(await flows.wish(scratch.db, aWish('story')))
  await vi.waitFor(async () => expect(await finished(scratch)).toBe(500), soon)
  expect(seen.most).toBeLessThanOrEqual(8)
})

test('a step may wish for another flow, which runs on its own', async () => {
  const scratch = await aDatabase()
  const heard: string[] = []
  const second = defineFlow<string[], object>('second').step('two', {
    run: async (io) => io.push('two'),
    undo: noUndo('a test'),
  })
  const first = defineFlow<string[], object>('first').step('one', {
    async run(io) {
      io.push('one')
      flows.kick(await flows.wish(scratch.db, aWish('second')))
    },
    undo: noUndo('a test'),
  })
  const flows: DurableFlows = await launched(scratch, [first, second], heard)
  flows.kick(await flows.wish(scratch.db, aWish('first')))
  await vi.waitFor(async () => expect(await finished(scratch)).toBe(2), soon)
  expect(heard).toEqual(['one', 'two'])
})

test('a wish that was called off before its turn is never begun', async () => {
  const scratch = await aDatabase()
  const heard: string[] = []
  const story = defineFlow<string[], object>('story').step('one', {
    run: async (io) => io.push('one'),
    undo: noUndo('a test'),
  })
  const flows = await launched(scratch, [story], heard)
  const wish = await flows.wish(scratch.db, aWish('story'))
  expect(await callOff(scratch.db, wish.subjectId, ['delete'])).toEqual([])
  flows.kick(wish)
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
        undo: noUndo('a test'),
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
  first.kick(await first.wish(scratch.db, aWish('story')))
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
  const wish = { id: newId<string>(), ...aWish('story') }
  await db
    .insertInto('platform.wish')
    .values({ id: wish.id, flow: 'story', subject_id: wish.subjectId, params: '{}', request_id: 'req-1' })
    .execute()
  const first = aProcess(scratch.url, 'two')
  await vi.waitFor(async () => expect(await ran(scratch)).toEqual(['one', 'two']), soon)
  const died = once(first, 'exit')
  process.kill(first.pid!, 'SIGKILL')
  await died
  aProcess(scratch.url, 'none')
  await vi.waitFor(async () => expect(await finished(scratch)).toBe(1), soon)
  expect(await ran(scratch)).toEqual(['one', 'two', 'two', 'three'])
  expect(await openWishes(db, 'started', 0)).toEqual([])
})

function aProcess(url: string, stuckIn: string): ChildProcess {
  const child = fork(join(import.meta.dirname, '../../../test/support/flow-process.ts'), [url, stuckIn], {
    execArgv: [],
    stdio: 'inherit',
  })
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
