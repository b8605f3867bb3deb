import { readFile } from 'node:fs/promises'
import { unavailable } from '#platform/errors'

/** The account that PostgreSQL runs as; nothing where that is our own. */
export type PostgresAccount = { uid: number; gid: number } | Record<string, never>

/** PostgreSQL refuses to run as root: then it runs as `postgres` or, where nobody made that account, as `nobody`. */
export async function postgresAccount(): Promise<PostgresAccount> {
  if (process.getuid?.() !== 0) return {}
  const accounts = (await readFile('/etc/passwd', 'utf8')).split('\n').map((line) => line.split(':'))
  const found = accounts.find(([name]) => name === 'postgres') ?? accounts.find(([name]) => name === 'nobody')
  if (!found)
    throw unavailable('The embedded PostgreSQL', 'It cannot run as root; make an account for it: useradd -r postgres')
  return { uid: Number(found[2]), gid: Number(found[3]) }
}
