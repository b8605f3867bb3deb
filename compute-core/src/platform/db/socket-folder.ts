import { createHash } from 'node:crypto'
import { chmod, chown, lstat, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import type { PostgresAccount } from './postgres-account.ts'

// A socket's whole path has 107 bytes at most; `.s.PGSQL.5432` is part of it.
const longestFolder = 80

/**
 * The folder of PostgreSQL's socket, which only its account may open. That of a deep data folder does not fit into a socket's path: it has one in
 * /run, or where that may not be written one with a name that nobody can guess in the temporary folder; `remembered` keeps that name.
 */
export async function socketFolder(dataDir: string, account: PostgresAccount): Promise<string> {
  const beside = join(dataDir, 'socket')
  if (beside.length < longestFolder) return privateFolder(beside, account)
  const remembered = join(dataDir, 'socket-folder')
  const prefix = `kilonova-${createHash('sha256').update(dataDir).digest('hex').slice(0, 8)}-`
  const before = (await readFile(remembered, 'utf8').catch(() => '')).trim()
  // A copy of the data folder remembers that of the original, which has another hash in its name.
  if (basename(before).startsWith(prefix) && (await isPrivate(before, account))) return before
  // Only root writes in /run; in the temporary folder mkdtemp's name is new, its mode 0700, and no link is followed.
  const made = await mkdtemp(join('/run', prefix)).catch(() => mkdtemp(join(tmpdir(), prefix)))
  if (account.uid !== undefined) await chown(made, account.uid, account.gid)
  await writeFile(`${remembered}.new`, made, { mode: 0o600 })
  await rename(`${remembered}.new`, remembered)
  return made
}

async function privateFolder(path: string, account: PostgresAccount): Promise<string> {
  await mkdir(path, { recursive: true, mode: 0o700 })
  if (!(await isFolder(path))) {
    // A link or a file in the data folder, which only we may write: not ours, and not followed.
    await rm(path)
    await mkdir(path, { mode: 0o700 })
  }
  await chmod(path, 0o700)
  if (account.uid !== undefined) await chown(path, account.uid, account.gid)
  return path
}

const isFolder = async (path: string) => (await lstat(path)).isDirectory()

/** Whether `path` is a folder and no link, of PostgreSQL's account and closed to all others. */
async function isPrivate(path: string, account: PostgresAccount): Promise<boolean> {
  const uid = account.uid ?? process.getuid?.()
  const found = await lstat(path).catch(() => undefined)
  return found !== undefined && found.isDirectory() && found.uid === uid && (found.mode & 0o077) === 0
}
