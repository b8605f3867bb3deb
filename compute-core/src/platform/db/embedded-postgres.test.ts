import { chmod, cp, mkdir, mkdtemp, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runProgram } from '#platform/run-program'
import { type RunningPostgres, startEmbeddedPostgres } from './embedded-postgres.ts'
import { postgresAccount } from './postgres-account.ts'
import { postmasterOf } from './postmaster.ts'
import { socketFolder } from './socket-folder.ts'

let folder: string
let original: RunningPostgres

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kilonova-embedded-'))
  await chmod(folder, 0o711)
  original = await startEmbeddedPostgres(join(folder, 'original'))
})
afterAll(async () => {
  await original.stop()
  await rm(folder, { recursive: true, force: true })
})

async function answer({ url }: RunningPostgres, statement = 'select 1 as one') {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  return client.query(statement).then(
    async ({ rows }) => {
      await client.end()
      return rows as unknown[]
    },
    async (error: Error) => {
      await client.end()
      throw error
    },
  )
}

test('a copy of a running folder starts a PostgreSQL of its own, and its end leaves that of the original alone', async () => {
  await runProgram('cp', ['-a', join(folder, 'original'), join(folder, 'copy')])
  expect(await postmasterOf(join(folder, 'copy/cluster'))).toBeUndefined()
  const copy = await startEmbeddedPostgres(join(folder, 'copy'))
  expect(copy.ranAlready).toBe(false)
  await answer(copy, 'create table only_here (id int)')
  await expect(answer(original, 'select * from only_here')).rejects.toThrow('does not exist')
  await copy.stop()
  expect(await answer(original)).toEqual([{ one: 1 }])
})

test('the end of a copy that never started leaves the PostgreSQL of the original alone', async () => {
  await runProgram('cp', ['-a', join(folder, 'original'), join(folder, 'broken')])
  await writeFile(join(folder, 'broken/cluster/postgresql.conf'), 'nonsense = 1\n')
  await expect(startEmbeddedPostgres(join(folder, 'broken'))).rejects.toThrow('contains errors')
  expect(await answer(original)).toEqual([{ one: 1 }])
})

test('a pid file whose number another process has got since is that of no PostgreSQL', async () => {
  const cluster = join(folder, 'stale')
  await cp(join(folder, 'original/cluster/postmaster.pid'), join(cluster, 'postmaster.pid'))
  const [, ...rest] = (await readFile(join(cluster, 'postmaster.pid'), 'utf8')).split('\n')
  await writeFile(join(cluster, 'postmaster.pid'), [process.pid, ...rest].join('\n'))
  expect(await postmasterOf(cluster)).toBeUndefined()
})

test('one that was left running is taken over', async () => {
  const again = await startEmbeddedPostgres(join(folder, 'original'))
  expect(again.ranAlready).toBe(true)
  expect(await answer(again)).toEqual([{ one: 1 }])
})

test('the socket of a deep data folder lies in a new folder of our own, the same at every start and another for a copy', async () => {
  const account = await postgresAccount()
  const deep = join(folder, 'd'.repeat(90))
  const copy = join(folder, 'c'.repeat(90))
  await mkdir(deep)
  const made = await socketFolder(deep, account)
  expect((await stat(made)).mode & 0o777).toBe(0o700)
  expect(await socketFolder(deep, account)).toBe(made)
  await cp(deep, copy, { recursive: true })
  const other = await socketFolder(copy, account)
  expect(other).not.toBe(made)
  await rm(made, { recursive: true })
  await mkdir(join(folder, 'elsewhere'))
  await symlink(join(folder, 'elsewhere'), made)
  const anew = await socketFolder(deep, account)
  expect(anew).not.toBe(made)
  for (const one of [made, other, anew]) await rm(one, { recursive: true })
})
