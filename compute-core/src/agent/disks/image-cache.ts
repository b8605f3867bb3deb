import { createHash } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { chmod, open, rename, rm, stat, utimes } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { unavailable } from '#platform/errors'
import type { ImageId } from '#platform/ids'
import type { OrderImage } from '../orders/order-contract.ts'
import type { AgentImages } from './host-disks.ts'
import { cachedFormat, inspectDisk, qemuFormat } from './image-format.ts'
import type { InstancePaths } from './instance-paths.ts'
import { exists, partOf, removeParts } from './part-files.ts'
import { runProgram } from './run-program.ts'
import { unusedBases } from './unused-bases.ts'

/** An image in the cache, ready to lay overlays over. */
export interface BaseImage {
  path: string
  format: 'raw' | 'qcow2'
  /** As a guest would see it. */
  virtualBytes: number
}

/** The images that this host has already, each fetched once. */
export interface ImageCache {
  /** The image as a base, fetched and checked first if need be; of several who ask at once, all wait for the same fetch. */
  base(image: OrderImage): Promise<BaseImage>
  /** Removes what no disk needs and nobody has asked for since yesterday. */
  tidy(): Promise<void>
}

const keepUnusedMs = 24 * 3600_000

/** A cache in the `_base` folder. A file there is whole: it comes under its name only once it is checked and on disk. */
export function imageCache(paths: InstancePaths, images: AgentImages): ImageCache {
  const known = new Map<ImageId, Promise<BaseImage>>()
  let swept: Promise<void> | undefined

  const forgetSweep = (error: unknown) => {
    swept = undefined
    throw error
  }
  const make = async (image: OrderImage): Promise<BaseImage> => {
    await (swept ??= removeParts(paths.baseFolder).catch(forgetSweep))
    const path = paths.base(image.id)
    if (!(await exists(path))) await fetchBase(image, path, images)
    return describeBase(path, image)
  }

  return {
    async base(image) {
      const running = known.get(image.id)
      const base = running ?? make(image)
      if (running === undefined) {
        known.set(image.id, base)
        base.catch(() => known.delete(image.id))
      }
      const ready = await base
      try {
        await utimes(ready.path, new Date(), new Date()) // in use: who tidies the cache goes by its age
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
        // Somebody tidied it away since; it is fetched again.
        if (known.get(image.id) === base) known.delete(image.id)
        return this.base(image)
      }
      return ready
    },
    async tidy() {
      const unused = await unusedBases(paths, new Date(Date.now() - keepUnusedMs))
      await Promise.all(unused.map((path) => rm(path, { force: true })))
    },
  }
}

async function describeBase(path: string, image: OrderImage): Promise<BaseImage> {
  const format = cachedFormat(image)
  const virtualBytes =
    format === 'raw' ? (await stat(path)).size : (await inspectDisk(path, format, image.id)).virtualBytes
  return { path, format, virtualBytes }
}

async function fetchBase(image: OrderImage, path: string, images: AgentImages): Promise<void> {
  const format = qemuFormat(image)
  const part = partOf(path)
  const converted = `${part}-raw`
  try {
    await download(image, await images.open(image.id), part)
    if (format !== 'raw') await inspectDisk(part, format, image.id)
    const isFinal = format === 'raw' || format === 'qcow2'
    if (!isFinal) await runProgram('qemu-img', ['convert', '-f', format, '-O', 'raw', part, converted])
    await settle(isFinal ? part : converted, path)
  } finally {
    await Promise.all([part, converted].map((left) => rm(left, { force: true })))
  }
}

/** Writes the image's bytes to `part` and checks on the way that they are the ones that were uploaded. */
async function download(image: OrderImage, source: Readable, part: string): Promise<void> {
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
  await pipeline(source, check, createWriteStream(part, { flags: 'wx', mode: 0o644 }))
  if (bytes < image.size) throw spoilt(image, `Only ${bytes} of its ${image.size} bytes arrived.`)
  if (hash.digest('hex') !== image.sha512)
    throw spoilt(image, 'Its bytes are not the ones that were uploaded (SHA-512).')
}

const spoilt = (image: OrderImage, why: string) =>
  unavailable(`Image ${image.id}`, `${why} Try again; if that does not help, upload the image anew.`)

/** Gives a whole file its name, so that it survives a power cut either with all its bytes or not at all. */
async function settle(part: string, path: string): Promise<void> {
  await chmod(part, 0o644) // QEMU runs as another user than the agent
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
