import { randomBytes } from 'node:crypto'
import { mkdir, open, readdir, rename, rm, stat, statfs, type FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { notFound } from '#platform/errors'
import { isUuid } from '#platform/ids'

/** Who has the parts where there is one process only. */
const aloneOwner = 'alone'

/** An upload's bytes until they have a name. */
export interface PartFile {
  path: string
  handle: FileHandle
}

/** The folder with every image's bytes: one file an image, named by its id. Control processes side by side share it. */
export interface ImageFiles {
  /** How many bytes of each project are on their way through this process; one without an upload is not in it. */
  readonly underWay: Map<string, number>
  openPart(imageId: string): Promise<PartFile>
  /** Gives the part its name, for good: on disk when this returns. */
  keep(part: PartFile, imageId: string): Promise<void>
  discard(part: PartFile): Promise<void>
  /** The bytes from `start` to `end`, both included, or to the last. Throws `not-found` when they are gone. */
  read(imageId: string, range?: { start: number; end?: number }): Promise<Readable>
  remove(imageId: string): Promise<void>
  freeBytes(): Promise<number>
  /**
   * Deletes the parts of processes that are not among `others`, and files of images that are not in `known`, which is asked for once it is
   * known what is here; tells how many. Where there are others, what was written a moment ago may be about to become known.
   */
  sweep(known: () => Promise<ReadonlySet<string>>, others: readonly string[]): Promise<number>
}

const aMomentMs = 60 * 60_000

/** Opens the image store in `folder`, which is made when missing, for the process `owner`. */
export async function openImageFiles(folder: string, owner: string = aloneOwner): Promise<ImageFiles> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const pathOf = (imageId: string): string => {
    if (!isUuid(imageId)) throw notFound('The data of image', imageId)
    return join(folder, imageId)
  }
  return {
    underWay: new Map(),
    async openPart(imageId) {
      const path = `${pathOf(imageId)}.${owner}.${randomBytes(4).toString('hex')}.part`
      return { path, handle: await open(path, 'wx+', 0o600) }
    },
    async keep(part, imageId) {
      await part.handle.close()
      await rename(part.path, pathOf(imageId))
      await syncFolder(folder)
    },
    async discard(part) {
      await part.handle.close().catch(() => {})
      await rm(part.path, { force: true })
    },
    async read(imageId, range) {
      const handle = await open(pathOf(imageId), 'r').catch((cause: NodeJS.ErrnoException) => {
        throw cause.code === 'ENOENT' ? notFound('The data of image', imageId) : cause
      })
      return handle.createReadStream({ highWaterMark: 262_144, ...range })
    },
    remove: (imageId) => rm(pathOf(imageId), { force: true }),
    async freeBytes() {
      const { bavail, bsize } = await statfs(folder)
      return bavail * bsize
    },
    async sweep(known, others) {
      const names = await readdir(folder)
      const kept = await known()
      const isFresh = async (name: string) =>
        others.length > 0 &&
        isUuid(name) &&
        Date.now() - ((await stat(join(folder, name)).catch(() => undefined))?.mtimeMs ?? 0) < aMomentMs
      let removed = 0
      for (const name of names.filter((each) => isStray(each, kept, others))) {
        if (await isFresh(name)) continue
        await rm(join(folder, name), { force: true })
        removed++
      }
      return removed
    },
  }
}

// Only what this store can have written: a file that somebody else laid here is none of its business.
function isStray(name: string, known: ReadonlySet<string>, others: readonly string[]): boolean {
  const [imageId, owner] = name.split('.')
  if (!isUuid(imageId!)) return false
  return name.endsWith('.part') ? !others.includes(owner!) : isUuid(name) && !known.has(name)
}

/** A rename lasts only once its folder is on disk. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
