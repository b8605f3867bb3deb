import { readFile, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type pg from 'pg'

const folder = join(import.meta.dirname, '../../../migrations')
// Any number will do, as long as every process that migrates takes the same lock.
const migrationLock = 7_316_274_531

/**
 * Brings the database forward to the newest migration, or to `last`, each in a transaction of its own, and returns the names of those it ran.
 * Only one process migrates at a time; a database newer than this program is refused.
 */
export async function migrate(pool: pg.Pool, last?: string): Promise<string[]> {
  const client = await pool.connect()
  try {
    // A large table takes as long as it takes.
    await client.query('set statement_timeout = 0')
    await client.query('select pg_advisory_lock($1)', [migrationLock])
    await client.query(
      'create table if not exists public.kilonova_migration (name text primary key, ran_at timestamptz not null default now())',
    )
    const { rows } = await client.query<{ name: string }>('select name from public.kilonova_migration')
    const ran = new Set(rows.map((row) => row.name))
    const all = (await readdir(folder)).filter((name) => name.endsWith('.sql')).toSorted()
    refuseNewer(ran, all)
    const missing = all.filter((name) => !ran.has(name) && (last === undefined || name <= last))
    for (const name of missing) await runOne(client, name)
    return missing
  } finally {
    await client.query('select pg_advisory_unlock($1)', [migrationLock]).catch(() => {})
    client.release(true)
  }
}

function refuseNewer(ran: ReadonlySet<string>, known: readonly string[]) {
  const unknown = [...ran].filter((name) => !known.includes(name))
  if (unknown.length > 0)
    throw new Error(
      `The database was made by a newer Kilonova (it has ${unknown.join(', ')}). Start that version instead.`,
    )
}

async function runOne(client: pg.PoolClient, name: string) {
  const text = await readFile(join(folder, name), 'utf8')
  await client.query('begin')
  try {
    await client.query(text)
    await client.query('insert into public.kilonova_migration (name) values ($1)', [name])
    await client.query('commit')
  } catch (cause) {
    await client.query('rollback')
    throw new Error(`Migration ${name} failed.`, { cause })
  }
}
