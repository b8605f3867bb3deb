import { statfs } from 'node:fs/promises'
import { join } from 'node:path'

// PostgreSQL writes its log in pieces of 16 MiB, and stops where it has no room for the next.
const leastBytes = 64 * 1_048_576

/** What is missing when a disk that the cloud writes to is full; each of `folders` may be a disk of its own. */
export async function fullDisks(
  dataDir: string,
  folders: readonly string[] = ['', 'images', 'instances', 'postgres'],
  read: typeof freeBytes = freeBytes,
): Promise<string[]> {
  const free = await Promise.all(folders.map((folder) => read(join(dataDir, folder))))
  const least = Math.min(...free.flatMap((bytes) => bytes ?? []))
  if (least >= leastBytes) return []
  return [`The disk of the data folder is full: ${Math.floor(least / 1_048_576)} MiB are left. Free some space.`]
}

/** What an ordinary account may still write there; undefined where there is no such folder. */
async function freeBytes(folder: string): Promise<number | undefined> {
  try {
    const { bavail, bsize } = await statfs(folder)
    return bavail * bsize
  } catch {
    return undefined
  }
}
