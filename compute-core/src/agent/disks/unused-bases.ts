import { open, readdir, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { isUuid, type ServerId } from '#platform/ids'
import type { InstancePaths } from './instance-paths.ts'

/** The cached images that no disk lies over and that nobody has asked for since `before`. */
export async function unusedBases(paths: InstancePaths, before: Date): Promise<readonly string[]> {
  const bases = await readdir(paths.baseFolder).catch(() => [])
  const old = await Promise.all(bases.map((name) => isOlder(join(paths.baseFolder, name), before)))
  const candidates = bases.filter((_name, index) => old[index])
  if (candidates.length === 0) return []
  const servers = (await readdir(paths.instances)).filter(isUuid) as ServerId[]
  const overlays = servers.flatMap((serverId) => [paths.rootDisk(serverId), paths.rescueDisk(serverId)])
  const used = new Set(await Promise.all(overlays.map(backingName)))
  return candidates.filter((name) => !used.has(name)).map((name) => join(paths.baseFolder, name))
}

const isOlder = (path: string, before: Date): Promise<boolean> =>
  stat(path).then(
    ({ mtime }) => mtime < before,
    () => false,
  )

/** The name of the file that the qcow2 disk at `path` lies over; its header has the whole path. */
async function backingName(path: string): Promise<string | undefined> {
  const file = await open(path, 'r').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw error
  })
  if (file === undefined) return undefined
  try {
    // Offset 8: where the backing file's name stands, offset 16: how long it is. The name is within the first cluster.
    const header = Buffer.alloc(65_536)
    await file.read(header, 0, header.length, 0)
    const start = Number(header.readBigUInt64BE(8))
    return start === 0 ? undefined : basename(header.toString('utf8', start, start + header.readUInt32BE(16)))
  } finally {
    await file.close()
  }
}
