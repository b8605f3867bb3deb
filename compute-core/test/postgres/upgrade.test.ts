import { readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import type pg from 'pg'
import { expect, test } from 'vitest'
import { migrate } from '#platform/db/migrate'
import { schemaText } from '#test/describe-schema'
import { scratchDatabase } from '#test/scratch-postgres'

const root = join(import.meta.dirname, '../..')
const reference = (name: string) => readFileSync(join(root, 'test/reference', name), 'utf8')

/** The last migration of the version that landed, whose rows the two files have. */
const landed = '0011-server-name-search.sql'
/** Tables that have another name since. */
const renamed: Readonly<Record<string, string>> = { 'platform.wish': 'platform.job' }
/** Columns that a migration has taken away on purpose, and why. */
const dropped: Readonly<Record<string, string>> = {}
/** Columns that a migration has rewritten on purpose, and why. */
const rewritten: Readonly<Record<string, string>> = {
  'platform.job.params': 'jobs that have ended keep no parameters (0017-job-queues-and-secrets.sql)',
}

/** Without DBOS's own tables, which DBOS brings forward itself. */
const ownRows = reference('half-done-flows.sql')
  .replace(/dbos\.\w+, /g, '')
  .split(/;\n/)
  .filter((statement) => !statement.trim().startsWith('insert into dbos.'))
  .join(';\n')

interface Table {
  name: string
  columns: string[]
}

async function tablesOf(pool: pg.Pool): Promise<Table[]> {
  const { rows } = await pool.query<Table>(
    `select format('%s.%s', table_schema, table_name) as name, array_agg(column_name::text order by ordinal_position) as columns
     from information_schema.columns join information_schema.tables using (table_schema, table_name)
     where table_schema in ('compute', 'identity', 'image', 'network', 'placement', 'platform') and table_type = 'BASE TABLE'
     group by 1 order by 1`,
  )
  return rows
}

/** The column in all rows, as text, sorted. */
async function valuesOf(pool: pg.Pool, name: string, column: string): Promise<string[]> {
  const [schema, table] = name.split('.')
  const { rows } = await pool.query<{ value: string }>(
    `select coalesce("${column}"::text, 'null') as value from "${schema}"."${table}"`,
  )
  return rows.map(({ value }) => value).toSorted()
}

test('a database of the version that landed, with rows in every table, is brought forward and loses nothing', async () => {
  await using scratch = await scratchDatabase({ migrated: false })
  const { pool } = scratch
  await migrate(pool, landed)
  const before = await tablesOf(pool)
  const client = await pool.connect()
  await client.query(ownRows)
  await client.query(reference('landed-rows.sql'))
  client.release(true)
  const empty = []
  for (const { name, columns } of before) if ((await valuesOf(pool, name, columns[0]!)).length === 0) empty.push(name)
  expect(empty).toEqual(['platform.event'])

  const { rows: old } = await pool.query<{ name: string }>('select name from public.kilonova_migration')
  expect(
    old
      .map(({ name }) => name)
      .toSorted()
      .at(-1),
  ).toBe(landed)
  // What a migration leaves of a table is known only afterwards: every column is read by itself.
  const read = async (tables: readonly Table[]) => {
    const found: Record<string, string[]> = {}
    for (const { name, columns } of tables)
      for (const column of columns) found[`${renamed[name] ?? name}.${column}`] = await valuesOf(pool, name, column)
    return found
  }
  const values = await read(before)
  await migrate(pool)
  const now = await read(await tablesOf(pool))
  const lost = Object.keys(values).filter((column) => !(column in now))
  expect(lost).toEqual(Object.keys(dropped))
  const changed = Object.keys(values).filter(
    (column) => column in now && !isDeepStrictEqual(now[column], values[column]),
  )
  expect(changed).toEqual(Object.keys(rewritten))
  expect(await schemaText(pool)).toBe(await readFile(join(root, 'schema.sql'), 'utf8'))
})
