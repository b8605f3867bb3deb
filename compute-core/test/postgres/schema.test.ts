import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { migrate } from '#platform/db/migrate'
import { databaseTypes, schemaText } from '#test/describe-schema'
import { scratchDatabase } from '#test/scratch-postgres'

const root = join(import.meta.dirname, '../..')

test('the migrations from zero give exactly schema.sql', async () => {
  await using scratch = await scratchDatabase()
  expect(await schemaText(scratch.pool)).toBe(await readFile(join(root, 'schema.sql'), 'utf8'))
})

test('every migration has a number of its own, one after the other', async () => {
  const numbers = (await readdir(join(root, 'migrations'))).toSorted().map((name) => Number(name.slice(0, 4)))
  expect(numbers).toEqual(numbers.map((_, index) => index + 1))
})

test('the types in platform/db/schema.ts are those of the schema', async () => {
  await using scratch = await scratchDatabase()
  expect(await databaseTypes(scratch.url)).toBe(await readFile(join(root, 'src/platform/db/schema.ts'), 'utf8'))
})

test('two processes that start at once migrate once', async () => {
  await using scratch = await scratchDatabase({ migrated: false })
  const ran = await Promise.all([migrate(scratch.pool), migrate(scratch.pool)])
  expect(ran.filter((names) => names.length > 0)).toHaveLength(1)
})

test('a database from a newer version is refused by name', async () => {
  await using scratch = await scratchDatabase()
  await scratch.pool.query(`insert into public.kilonova_migration (name) values ('9999-future.sql')`)
  await expect(migrate(scratch.pool)).rejects.toThrow('newer Kilonova (it has 9999-future.sql)')
})
