import { beforeEach, expect, test, vi } from 'vitest'
import { scratchDatabase } from '#test/scratch-postgres'
import type { openPool as open } from './database.ts'
import { statementNames } from './preparing-client.ts'

let openPool: typeof open
// Names are given once for the whole process: other files' tests must not have used them up.
beforeEach(async () => {
  vi.resetModules()
  ;({ openPool } = await import('./database.ts'))
})

test('what is asked often is parsed once, and what is asked once leaves nothing behind', async () => {
  await using scratch = await scratchDatabase({ migrated: false })
  const pool = openPool(scratch.url, 1)
  for (let i = 0; i < 10; i++) expect((await pool.query('select $1::int + 1 as n', [i])).rows).toEqual([{ n: i + 1 }])
  await pool.query('select $1::int + 2 as n', [1])
  const { rows } = await pool.query('select statement from pg_prepared_statements')
  expect(rows).toEqual([{ statement: 'select $1::int + 1 as n' }])
  await pool.end()
})

test('a table that changes under a plan costs one statement, not all that follow', async () => {
  await using scratch = await scratchDatabase({ migrated: false })
  const pool = openPool(scratch.url, 1)
  const client = await pool.connect()
  await client.query('create table changing (a int)')
  const query = () => client.query('select * from changing where $1::int = 1', [1])
  for (let i = 0; i < 10; i++) await query()
  await client.query('alter table changing add column b int')
  await expect(query()).rejects.toThrow('cached plan must not change result type')
  expect((await query()).fields.map(({ name }) => name)).toEqual(['a', 'b'])
  for (let i = 0; i < 10; i++) await query()
  client.release()
  await pool.end()
})

test('only so many statements get a name', () => {
  const names = statementNames()
  const askOften = (text: string) => Array.from({ length: 10 }, () => names.nameFor(text)).at(-1)
  const given = Array.from({ length: 400 }, (_, i) => askOften(`select ${i}`)).filter((name) => name !== undefined)
  expect(given).toHaveLength(300)
  expect(new Set(given).size).toBe(300)
})
