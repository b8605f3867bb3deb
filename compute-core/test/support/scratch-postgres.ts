import { createHash, randomBytes } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
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
  const template = options.migrated === false ? 'template1' : await migratedTemplate(server)
  await admin.query(`create database ${name} template ${template}`)
  const url = databaseOf(server, name)
  const pool = openPool(url, 8)
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

const databaseOf = (server: string, name: string) => server.replace('/postgres?', `/${name}?`)

let template: Promise<string> | undefined
const migratedTemplate = (server: string) => (template ??= makeTemplate(server))

// Any number will do that only this takes.
const templateLock = 5_820_117_344

/** The name of a database with the newest schema, to be copied: that is much less work than to migrate each from nothing. */
async function makeTemplate(server: string): Promise<string> {
  const name = `migrated_${await hashOfMigrations()}`
  const admin = openPool(server, 1)
  await admin.query('select pg_advisory_lock($1)', [templateLock])
  const { rowCount } = await admin.query('select from pg_database where datname = $1', [name])
  if (rowCount === 0) {
    // It gets its name once it is whole, and nobody is connected to it any more.
    await admin.query(`drop database if exists ${name}_part with (force)`)
    await admin.query(`create database ${name}_part`)
    const pool = openPool(databaseOf(server, `${name}_part`), 1)
    await migrate(pool)
    await pool.end()
    await admin.query(`alter database ${name}_part rename to ${name}`)
  }
  await admin.end()
  return name
}

async function hashOfMigrations(): Promise<string> {
  const folder = join(import.meta.dirname, '../../migrations')
  const hash = createHash('sha256')
  for (const file of (await readdir(folder)).toSorted()) hash.update(file).update(await readFile(join(folder, file)))
  return hash.digest('hex').slice(0, 12)
}

let starting: Promise<string> | undefined
const startOnce = () => (starting ??= startScratchServer().then(({ url }) => url))

/** Several test processes may want to start the one server at the same time: the losers find it running at their second look. */
export async function startScratchServer(): Promise<RunningPostgres> {
  for (let attempt = 0; ; attempt++) {
    try {
      const server = await startEmbeddedPostgres(serverFolder)
      if (!server.ranAlready) await forgoSafety(server.url)
      return server
    } catch (cause) {
      if (attempt === 4) throw cause
      await new Promise((resolve) => setTimeout(resolve, 500 * (attempt + 1)))
    }
  }
}

/** What tests write need not outlive a power cut: the server waits for no disk. */
async function forgoSafety(url: string): Promise<void> {
  const admin = openPool(url, 1)
  for (const setting of ['fsync', 'synchronous_commit', 'full_page_writes'])
    await admin.query(`alter system set ${setting} = off`)
  await admin.query('select pg_reload_conf()')
  await admin.end()
}
