import { chmod, mkdir, stat } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { unavailable } from '#platform/errors'

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

function above(folder: string): string[] {
  const parent = dirname(folder)
  return parent === folder ? [] : [...above(parent), parent]
}
