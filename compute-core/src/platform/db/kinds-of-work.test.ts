import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { scratchDatabase, type ScratchDatabase } from '#test/scratch-postgres'
import { type Database, endPools, openPools, overPools, type Pools } from './database.ts'
import { asWork } from './kinds-of-work.ts'
import { isOutage, isStatementTimeout } from './outage.ts'

let scratch: ScratchDatabase
let pools: Pools
let db: Database

beforeAll(async () => {
  scratch = await scratchDatabase()
  const limits = { connections: 2, waitSeconds: 0.3, statementSeconds: 30 }
  pools = openPools(scratch.url, {
    limits: { list: { ...limits, statementSeconds: 1 }, request: limits, background: limits },
  })
  db = overPools(pools)
})
afterAll(async () => {
  await endPools(pools)
  await scratch[Symbol.asyncDispose]()
})

const sleep = (seconds: number) => sql`select pg_sleep(${seconds})`.execute(db)
const one = async () => (await sql<{ one: number }>`select 1 as one`.execute(db)).rows
const failure = (work: Promise<unknown>) =>
  work.then(
    () => undefined,
    (error: unknown) => error,
  )

test('a list that takes too long is ended; what is done in the background is not', async () => {
  const [list, flow] = await Promise.all([
    failure(asWork({ kind: 'list' }, () => sleep(20))),
    failure(asWork({ kind: 'background' }, () => sleep(1.2))),
  ])
  expect(isStatementTimeout(list)).toBe(true)
  expect(flow).toBeUndefined()
})

test('lists that have taken all of their connections leave those of requests and of the background alone', async () => {
  const lists = [1, 2].map(() => failure(asWork({ kind: 'list' }, () => sleep(20))))
  const third = failure(asWork({ kind: 'list' }, one))
  expect(await asWork({ kind: 'request' }, one)).toEqual([{ one: 1 }])
  expect(await one()).toEqual([{ one: 1 }])
  // A list that finds no connection in time is told to come again.
  expect(isOutage(await third)).toBe(true)
  await Promise.all(lists)
})

test('a list whose client has gone is cancelled at once, and its connection is given up', async () => {
  const gone = new AbortController()
  const list = failure(asWork({ kind: 'list', signal: gone.signal }, () => sleep(0.9)))
  const asleep = async () =>
    (
      await scratch.pool.query(
        `select pid from pg_stat_activity where datname = current_database() and state = 'active' and query like 'select pg_sleep%'`,
      )
    ).rowCount
  await vi.waitFor(async () => expect(await asleep()).toBe(1), { timeout: 800, interval: 10 })
  gone.abort()
  expect(isStatementTimeout(await list)).toBe(true)
  expect(await asleep()).toBe(0)
  expect(await asWork({ kind: 'list' }, one)).toEqual([{ one: 1 }])
})

test('whoever has gone before its turn asks nothing', async () => {
  expect(await failure(asWork({ kind: 'list', signal: AbortSignal.abort() }, one))).toBeInstanceOf(Error)
})

test('whoever goes while they wait for a connection asks nothing, and the next one gets it', async () => {
  const gone = new AbortController()
  const lists = [1, 2].map(() => asWork({ kind: 'list' }, () => sleep(0.15)))
  const third = failure(asWork({ kind: 'list', signal: gone.signal }, one))
  gone.abort()
  expect(await third).toMatchObject({ name: 'AbortError' })
  await Promise.all(lists)
  expect(await asWork({ kind: 'list' }, one)).toEqual([{ one: 1 }])
})
