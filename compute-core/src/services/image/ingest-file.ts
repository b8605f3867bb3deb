import { createHash } from 'node:crypto'
import type { FileHandle } from 'node:fs/promises'
import { CloudError } from '#platform/errors'
import { assertDeclared, inspectDisk } from './domain/disk-format/inspect-disk.ts'
import type { DiskReader } from './domain/disk-format/disk-reader.ts'
import type { PartFile } from './store/image-files.ts'

/** What is known of an image's bytes once they are all here. */
export interface IngestedFile {
  size: number
  virtualSize: number
  md5: string
  sha512: string
}

/** What an upload is held to. */
export interface UploadLimits {
  /** The bytes that an image may have, as a file and as a guest sees it. */
  sizeCap: number
  /** Told of bytes that have come, before they are written; throws when there is no room for them. */
  count?(bytes: number): void
}

/** Writes `bytes` to `part` at the pace of the disk, hashes them on the way, and refuses what is not a `diskFormat`. */
export async function ingestFile(
  bytes: AsyncIterable<Uint8Array>,
  part: PartFile,
  diskFormat: string,
  { sizeCap, count }: UploadLimits,
): Promise<IngestedFile> {
  const md5 = createHash('md5')
  const sha512 = createHash('sha512')
  let size = 0
  for await (const chunk of whole(bytes)) {
    size += chunk.byteLength
    if (size > sizeCap) throw tooLarge(sizeCap)
    count?.(chunk.byteLength)
    const written = part.handle.appendFile(chunk)
    // While the disk writes.
    md5.update(chunk)
    sha512.update(chunk)
    await orFull(written)
  }
  await orFull(part.handle.sync())
  const virtualSize = size === 0 ? 0 : await inspect(readerOf(part.handle, size), diskFormat)
  if (virtualSize > sizeCap) throw tooLarge(sizeCap)
  return { size, virtualSize, md5: md5.digest('hex'), sha512: sha512.digest('hex') }
}

async function inspect(reader: DiskReader, diskFormat: string): Promise<number> {
  const disk = await inspectDisk(reader)
  assertDeclared(diskFormat, disk)
  return disk.virtualSize
}

/** The refusal of an image that is larger than any may be. */
export const tooLarge = (sizeCap: number) =>
  new CloudError({
    kind: 'too-large',
    message: `An image may have ${sizeCap} bytes at most, as a file and as a guest sees it.`,
  })

/** The refusal of an image for which the store has no room. */
export const storeFull = (cause?: unknown) =>
  new CloudError(
    {
      kind: 'too-large',
      message: 'The image store is full. Delete images that are not needed, or ask an administrator for more room.',
    },
    cause,
  )

async function* whole(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* bytes
  } catch (cause) {
    throw new CloudError({ kind: 'invalid', message: 'The upload was cut off. Send the whole image again.' }, cause)
  }
}

async function orFull<Result>(work: Promise<Result>): Promise<Result> {
  try {
    return await work
  } catch (cause) {
    const { code = '' } = cause as NodeJS.ErrnoException
    throw ['ENOSPC', 'EDQUOT', 'EFBIG'].includes(code) ? storeFull(cause) : cause
  }
}

const readerOf = (handle: FileHandle, size: number): DiskReader => ({
  size,
  async read(offset, length) {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, offset)
    return buffer.subarray(0, bytesRead)
  },
})
