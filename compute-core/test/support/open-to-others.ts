import { lstat, readdir } from 'node:fs/promises'
import { join } from 'node:path'

/** The files under `folder` that other accounts of this machine may read or write, and the folders that they may look into, by whatever way they can walk. */
export async function openToOthers(folder: string, below = ''): Promise<string[]> {
  const found = await Promise.all(
    (await readdir(join(folder, below))).map(async (name) => {
      const path = join(below, name)
      const entry = await lstat(join(folder, path)).catch(() => undefined) // gone meanwhile
      if (entry === undefined) return []
      // A link has no mode of its own, and who may connect to a socket is said by its folder.
      const isOpen = (entry.isFile() || entry.isDirectory()) && (entry.mode & 0o006) !== 0
      const canPass = entry.isDirectory() && (entry.mode & 0o001) !== 0
      return [...(isOpen ? [path] : []), ...(canPass ? await openToOthers(folder, path) : [])]
    }),
  )
  return found.flat()
}
