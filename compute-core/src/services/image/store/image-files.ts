import { randomBytes } from 'node:crypto'
import { mkdir, open, readdir, rename, rm, statfs, type FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { notFound } from '#platform/errors'
import { isUuid } from '#platform/ids'

/** An upload's bytes until they have a name. */
export interface PartFile {
  path: string
  handle: FileHandle
}

/** The folder with every image's bytes: one file an image, named by its id. One process owns it. */
export interface ImageFiles {
  /** How many bytes of each project are on their way here; one without an upload is not in it. */
  readonly underWay: Map<string, number>
  openPart(imageId: string): Promise<PartFile>
  /** Gives the part its name, for good: on disk when this returns. */
  keep(part: PartFile, imageId: string): Promise<void>
  discard(part: PartFile): Promise<void>
  /** The bytes from `start` to `end`, both included, or to the last. Throws `not-found` when they are gone. */
  read(imageId: string, range?: { start: number; end?: number }): Promise<Readable>
  remove(imageId: string): Promise<void>
  freeBytes(): Promise<number>
  /** Deletes parts, and files of images that are not in `known`; tells how many. */
  sweep(known: ReadonlySet<string>): Promise<number>
}

/** Opens the image store in `folder`, which is made when missing. */
export async function openImageFiles(folder: string): Promise<ImageFiles> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const pathOf = (imageId: string): string => {
    if (!isUuid(imageId)) throw notFound('The data of image', imageId)
    return join(folder, imageId)
  }
  return {
    underWay: new Map(),
    async openPart(imageId) {
      const path = `${pathOf(imageId)}.${randomBytes(4).toString('hex')}.part`
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
    async sweep(known) {
      const strays = (await readdir(folder)).filter((name) => isStray(name, known))
      for (const name of strays) await rm(join(folder, name), { force: true })
      return strays.length
    },
  }
}

// Only what this store can have written: a file that somebody else laid here is none of its business.
const isStray = (name: string, known: ReadonlySet<string>): boolean =>
  isUuid(name.split('.')[0]!) && (name.endsWith('.part') || (isUuid(name) && !known.has(name)))

/** A rename lasts only once its folder is on disk. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
