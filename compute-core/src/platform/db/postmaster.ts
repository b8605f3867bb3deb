import { readFile, realpath, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'

/**
 * The process of the PostgreSQL that runs on exactly this folder; undefined when there is none. Its pid file alone proves nothing: it
 * stays behind after a kill -9, when another program may have got its number, and a copy of a running folder has that of the original.
 */
export async function postmasterOf(cluster: string): Promise<number | undefined> {
  const [pidLine = '', folderLine = ''] = (await pidFile(cluster)).split('\n')
  const pid = Number(pidLine)
  if (!Number.isInteger(pid) || pid <= 0) return undefined
  const isOurs =
    process.platform === 'linux'
      ? await worksIn(pid, cluster)
      : isAlive(pid) && folderLine === (await realpath(cluster))
  return isOurs ? pid : undefined
}

/**
 * Removes the pid file and the socket's lock that no PostgreSQL on this folder stands behind: a new one would take those of a copied folder,
 * or a number that another process has got since, for a PostgreSQL that runs.
 */
export async function forgetDeadPostmaster(cluster: string, socket: string): Promise<void> {
  if ((await postmasterOf(cluster)) !== undefined) return
  const left = [join(cluster, 'postmaster.pid'), join(socket, '.s.PGSQL.5432'), join(socket, '.s.PGSQL.5432.lock')]
  for (const file of left) await rm(file, { force: true })
}

/** The folder of the socket that PostgreSQL says it listens on. */
export const socketFolderOf = async (cluster: string): Promise<string | undefined> =>
  (await pidFile(cluster)).split('\n')[4]

const pidFile = (cluster: string) => readFile(join(cluster, 'postmaster.pid'), 'utf8').catch(() => '')

/** The working folder of a PostgreSQL is its data folder: the same folder, however it is called, and never that of a dead process. */
async function worksIn(pid: number, folder: string): Promise<boolean> {
  const [its, ours] = await Promise.all([`/proc/${pid}/cwd`, folder].map((path) => stat(path).catch(() => undefined)))
  return its !== undefined && ours !== undefined && its.dev === ours.dev && its.ino === ours.ino
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
