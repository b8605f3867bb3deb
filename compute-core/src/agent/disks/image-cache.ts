import { createHash } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { chmod, open, readdir, rename, rm, stat, statfs, utimes } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { failed, invalid } from '#platform/errors'
import type { CommandImage } from '../commands/command-contract.ts'
import { noRoomFor } from './disk-failure.ts'
import type { AgentImages } from './host-disks.ts'
import { cachedFormat, convertToRaw, inspectDisk, measure, qcow2VirtualBytes, qemuFormat } from './image-format.ts'
import type { InstancePaths } from './instance-paths.ts'
import { exists, partOf, removeParts } from './part-files.ts'
import { unusedBases } from './unused-bases.ts'

/** An image in the cache, ready to lay overlays over. */
export interface BaseImage {
  path: string
  format: 'raw' | 'qcow2'
  /** As a guest would see it. */
  virtualBytes: number
}

/** Throws for an image that is too large for whoever asks. */
export type AssertFits = (virtualBytes: number) => void

/** The images that this host has already, each fetched once. */
export interface ImageCache {
  /**
   * The image as a base, fetched and checked first if need be; of several who ask at once, all wait for the same fetch. One that does not
   * fit is not converted and not kept. To be asked within `whileMaking`.
   */
  base(image: CommandImage, assertFits?: AssertFits): Promise<BaseImage>
  /** Whether the image is here, whole. */
  has(image: CommandImage): Promise<boolean>
  /** Does `work`, which makes disks of `images`. Meanwhile these stay; when it fails, those that no disk lies over go. */
  whileMaking<T>(images: readonly CommandImage[], work: () => Promise<T>): Promise<T>
  /** Removes what no disk needs and nobody has asked for since yesterday. */
  tidy(): Promise<void>
  /** Removes what an agent that was killed had begun, and closes to others what an older one has left open; once. */
  sweep(): Promise<void>
}

const keepUnusedMs = 24 * 3600_000

/**
 * A cache in the `_base` folder. What lies there is named by the SHA-512 of the bytes that were uploaded and by their format: only who
 * may have just these bytes finds them, whatever an image's id has stood for before. A file there is whole: it comes under its name only
 * once it is checked and on disk.
 */
export function imageCache(paths: InstancePaths, images: AgentImages): ImageCache {
  const known = new Map<string, Promise<BaseImage>>()
  const makers = new Map<string, number>()
  /** How often disks have been made of each base: one of which a disk was made while others looked is not unused. */
  const makings = new Map<string, number>()
  const going = new Map<string, Promise<void>>()
  const misfits = new WeakSet<object>()
  let swept: Promise<void> | undefined

  const forgetSweep = (error: unknown) => {
    swept = undefined
    throw error
  }
  const sweep = () => (swept ??= sweepFolder(paths.baseFolder).catch(forgetSweep))
  const make = async (image: CommandImage, path: string, assertFits: AssertFits): Promise<BaseImage> => {
    await sweep()
    await going.get(path)
    if (await isDamaged(path, image)) await rm(path, { force: true })
    const remember: AssertFits = (virtualBytes) => {
      try {
        assertFits(virtualBytes)
      } catch (error) {
        misfits.add(error as object)
        throw error
      }
    }
    if (!(await exists(path))) await fetchBase(image, path, images, remember)
    return describeBase(path, image)
  }
  /** Whoever asks for one of these from now on waits until it is gone. */
  const remove = async (bases: readonly string[]) => {
    for (const path of bases.filter((base) => !makers.has(base))) {
      known.delete(path)
      going.set(
        path,
        rm(path, { force: true }).finally(() => going.delete(path)),
      )
    }
    await Promise.all(going.values())
  }
  const removeUnused = async (before: Date, among?: readonly string[]) => {
    const [busy, seen] = [new Set(makers.keys()), new Map(makings)]
    const unused = await unusedBases(paths, before)
    const isStillUnused = (path: string) => !busy.has(path) && makings.get(path) === seen.get(path)
    await remove(unused.filter((path) => isStillUnused(path) && (among === undefined || among.includes(path))))
  }

  return {
    async base(image, assertFits = () => undefined) {
      const path = pathOf(paths, image)
      const running = known.get(path)
      const base = running ?? make(image, path, assertFits)
      if (running === undefined) {
        known.set(path, base)
        base.catch(() => known.delete(path))
      }
      let ready: BaseImage
      try {
        ready = await base
      } catch (error) {
        // What did not fit whoever asked first may fit us.
        if (running !== undefined && misfits.has(error as object)) return this.base(image, assertFits)
        throw error
      }
      assertAsAnnounced(image, ready.virtualBytes)
      assertFits(ready.virtualBytes)
      try {
        await utimes(ready.path, new Date(), new Date()) // in use: who tidies the cache goes by its age
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
        // Somebody tidied it away since; it is fetched again.
        if (known.get(path) === base) known.delete(path)
        return this.base(image, assertFits)
      }
      return ready
    },
    async has(image) {
      const path = pathOf(paths, image)
      return (await exists(path)) && !(await isDamaged(path, image))
    },
    async whileMaking(wanted, work) {
      const bases = wanted.filter(isKnowable).map((image) => pathOf(paths, image))
      for (const path of bases) {
        makers.set(path, (makers.get(path) ?? 0) + 1)
        makings.set(path, (makings.get(path) ?? 0) + 1)
      }
      let isMade = false
      try {
        const made = await work()
        isMade = true
        return made
      } finally {
        for (const path of bases) {
          const others = makers.get(path)! - 1
          if (others > 0) makers.set(path, others)
          else makers.delete(path)
        }
        // The work's own failure says more than one of this.
        if (!isMade) await removeUnused(inAnHour(), bases).catch(() => undefined)
      }
    },
    sweep,
    tidy: () => removeUnused(new Date(Date.now() - keepUnusedMs)),
  }
}

async function sweepFolder(folder: string): Promise<void> {
  await removeParts(folder)
  // Whoever has one of these open, as QEMU has, keeps it. One that is tidied away meanwhile is closed as well.
  await Promise.allSettled((await readdir(folder)).map((name) => chmod(join(folder, name), 0o600)))
}

const inAnHour = () => new Date(Date.now() + 3600_000)

const isKnowable = ({ sha512 }: CommandImage) => /^[0-9a-f]{128}$/.test(sha512)

function pathOf(paths: InstancePaths, image: CommandImage): string {
  if (image.size === 0) throw invalid(`Image ${image.id} is empty: nothing can be booted from 0 bytes.`)
  if (!isKnowable(image)) throw spoilt(image, 'It is not known which bytes are its own (SHA-512).')
  return paths.base(`${image.sha512}.${qemuFormat(image)}`)
}

const isKeptAsItIs = (image: CommandImage) => ['raw', 'qcow2'].includes(qemuFormat(image))

/** Whether the file at `path` cannot be the image, by its length, which follows from its hash. */
async function isDamaged(path: string, image: CommandImage): Promise<boolean> {
  if (!isKeptAsItIs(image)) return false
  const found = await stat(path).then(
    ({ size }) => size,
    () => undefined,
  )
  return found !== undefined && found !== image.size
}

async function describeBase(path: string, image: CommandImage): Promise<BaseImage> {
  const format = cachedFormat(image)
  return { path, format, virtualBytes: format === 'raw' ? (await stat(path)).size : await qcow2VirtualBytes(path) }
}

async function fetchBase(
  image: CommandImage,
  path: string,
  images: AgentImages,
  assertFits: AssertFits,
): Promise<void> {
  const format = qemuFormat(image)
  const part = partOf(path)
  const converted = `${part}-raw`
  try {
    await download(image, await images.open(image), part)
    const virtualBytes = format === 'raw' ? image.size : (await inspectDisk(part, format, image.id)).virtualBytes
    assertAsAnnounced(image, virtualBytes)
    assertFits(virtualBytes)
    if (!isKeptAsItIs(image)) {
      const dataBytes = await measure(part, format, image.id)
      if (dataBytes > (await freeBytes(part))) throw noRoomFor(dataBytes, dirname(path))
      await convertToRaw(part, converted, { format, imageId: image.id, virtualBytes, dataBytes })
    }
    await settle(isKeptAsItIs(image) ? part : converted, path)
  } finally {
    await Promise.all([part, converted].map((left) => rm(left, { force: true })))
  }
}

/** Flavors were chosen, and refused, by the size that the image service has told of. */
function assertAsAnnounced({ id, virtualSize = null }: CommandImage, virtualBytes: number): void {
  if (virtualSize === null || wholeSectors(virtualSize) === wholeSectors(virtualBytes)) return
  throw invalid(
    `Image ${id} is a disk of ${virtualBytes} bytes, and was taken for one of ${virtualSize}. Upload it anew.`,
  )
}

const wholeSectors = (bytes: number) => Math.ceil(bytes / 512)

async function freeBytes(path: string): Promise<number> {
  const { bavail, bsize } = await statfs(dirname(path))
  return bavail * bsize
}

/** Writes the image's bytes to `part` and checks on the way that they are the ones that were uploaded. */
async function download(image: CommandImage, source: Readable, part: string): Promise<void> {
  const hash = createHash('sha512')
  let bytes = 0
  const check = async function* (chunks: AsyncIterable<Buffer>) {
    for await (const chunk of chunks) {
      hash.update(chunk)
      bytes += chunk.length
      if (bytes > image.size) throw spoilt(image, `More than its ${image.size} bytes arrived.`)
      yield chunk
    }
  }
  // Its owner's alone, as the disks are: libvirt gives it to QEMU's user while a guest runs.
  await pipeline(source, check, createWriteStream(part, { flags: 'wx', mode: 0o600 }))
  if (bytes < image.size) throw spoilt(image, `Only ${bytes} of its ${image.size} bytes arrived.`)
  if (hash.digest('hex') !== image.sha512)
    throw spoilt(image, 'Its bytes are not the ones that were uploaded (SHA-512).')
}

const spoilt = (image: CommandImage, why: string) =>
  failed(`Image ${image.id} is not available. ${why} Try again; if that does not help, upload the image anew.`)

/** Gives a whole file its name, so that it survives a power cut either with all its bytes or not at all. */
async function settle(part: string, path: string): Promise<void> {
  await syncToDisk(part)
  await rename(part, path)
  await syncToDisk(join(path, '..'))
}

async function syncToDisk(path: string): Promise<void> {
  const handle = await open(path, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
