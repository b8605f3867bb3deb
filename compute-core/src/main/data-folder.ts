import { chmod, mkdir, readFile, stat } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { unavailable } from '#platform/errors'
import { type FolderLock, lockFile } from '#platform/folder-lock'

/**
 * Makes the data folder. As root, PostgreSQL and QEMU run under accounts of their own and must reach their files below it: they may pass
 * through, not look around. Throws `unavailable` naming the folder above that shuts them out.
 */
export async function makeDataFolder(dataDir: string, isRoot: boolean): Promise<void> {
  await mkdir(dataDir, { recursive: true, mode: 0o711 })
  if (!isRoot) return
  const { mode } = await stat(dataDir)
  if ((mode & 0o011) !== 0o011) await chmod(dataDir, (mode & 0o777) | 0o011)
  for (const folder of above(resolve(dataDir)))
    if (((await stat(folder)).mode & 0o001) === 0)
      throw unavailable(
        `The data folder ${dataDir}`,
        `The accounts of PostgreSQL and QEMU may not pass through ${folder}: allow it with chmod o+x ${folder}, or set KILONOVA_DATA to another folder.`,
      )
}

/** Takes the data folder for this process, as long as it lives. Throws `unavailable` naming the process that has it, and what that is: `holder`. */
export function lockDataFolder(dataDir: string, holder = 'Another Kilonova'): FolderLock {
  const lock = lockFile(join(dataDir, 'lock'))
  if ('release' in lock) return lock
  throw unavailable(
    `The data folder ${dataDir}`,
    `${holder} (process ${lock.heldBy}) is using it: stop that one and wait until it has ended, or set KILONOVA_DATA to another folder.`,
  )
}

/** The file that stands in a data folder while a backup is restored into it. */
export const restoreMarker = 'restoring'

/** Throws `unavailable` for a folder in which a restore was cut off. */
export async function refuseHalfRestored(dataDir: string): Promise<void> {
  const source = await readFile(join(dataDir, restoreMarker), 'utf8').catch(() => undefined)
  if (source !== undefined)
    throw unavailable(
      `The data folder ${dataDir}`,
      `A restore into it was cut off: type npm start -- restore ${source.trim()} again.`,
    )
}

function above(folder: string): string[] {
  const parent = dirname(folder)
  return parent === folder ? [] : [...above(parent), parent]
}
