import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { tmpdir } from 'node:os'
import type pg from 'pg'
import { type Database, openPool, overPool } from '#platform/db/database'
import { type RunningPostgres, startEmbeddedPostgres } from '#platform/db/embedded-postgres'
import { migrate } from '#platform/db/migrate'

export interface ScratchDatabase extends AsyncDisposable {
  db: Database
  pool: pg.Pool
  url: string
}

// One server for all tests on this machine: a database of one's own in it is 40 ms. `one-postgres.ts` starts and ends it for Vitest.
const serverFolder = process.env['KILONOVA_TEST_POSTGRES'] ?? join(tmpdir(), 'kilonova-test-postgres')

/** An empty database of its own with the newest schema; dropped again on dispose. */
export async function scratchDatabase(options: { migrated?: boolean } = {}): Promise<ScratchDatabase> {
  const server = await startOnce()
  const admin = openPool(server, 1)
  const name = `t_${randomBytes(6).toString('hex')}`
  await admin.query(`create database ${name}`)
  const url = server.replace('/postgres?', `/${name}?`)
  const pool = openPool(url, 8)
  if (options.migrated !== false) await migrate(pool)
  const db = overPool(pool)
  return {
    db,
    pool,
    url,
    async [Symbol.asyncDispose]() {
      await db.destroy()
      await admin.query(`drop database if exists ${name} with (force)`)
      await admin.end()
    },
  }
}

let starting: Promise<string> | undefined
const startOnce = () => (starting ??= startScratchServer().then(({ url }) => url))

/** Several test processes may want to start the one server at the same time: the losers find it running at their second look. */
export async function startScratchServer(): Promise<RunningPostgres> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await startEmbeddedPostgres(serverFolder)
    } catch (cause) {
      if (attempt === 4) throw cause
      await new Promise((resolve) => setTimeout(resolve, 500 * (attempt + 1)))
    }
  }
}
