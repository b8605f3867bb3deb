import { createHash } from 'node:crypto'
import { mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { Readable } from 'node:stream'
import { expect, test } from 'vitest'
import { anImage } from '#agent/commands/a-guest-command'
import { newId, type ServerId } from '#platform/ids'
import { imageCache } from './image-cache.ts'
import { instancePaths } from './instance-paths.ts'

test('a base that a disk is laid over while a failed build looks for disks that lie over it stays', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'kilonova-cache-'))
  try {
    const paths = instancePaths(folder)
    await mkdir(paths.baseFolder, { recursive: true })
    // So many that looking through them takes longer than laying one more.
    for (let n = 0; n < 1500; n++) {
      const disk = paths.rootDisk(newId<ServerId>())
      await mkdir(dirname(disk))
      await writeFile(disk, Buffer.alloc(32))
    }
    const bytes = Buffer.alloc(1000, 'disk')
    const image = anImage({ size: bytes.length, sha512: createHash('sha512').update(bytes).digest('hex') })
    const cache = imageCache(paths, { open: async () => Readable.from([bytes]), write: async () => {} })
    const base = await cache.whileMaking([image], () => cache.base(image))
    const failed = cache.whileMaking([image], () => Promise.reject(new Error('no'))).catch(() => 'failed')
    await new Promise(setImmediate)
    await cache.whileMaking([image], async () => {
      const disk = paths.rootDisk(newId<ServerId>())
      await mkdir(dirname(disk))
      await writeFile(disk, overlayOver((await cache.base(image)).path))
    })
    expect(await failed).toBe('failed')
    expect((await stat(base.path)).size).toBe(bytes.length)
  } finally {
    await rm(folder, { recursive: true })
  }
})

/** The header of a qcow2 disk that lies over `base`. */
function overlayOver(base: string): Buffer {
  const header = Buffer.alloc(24)
  header.writeBigUInt64BE(24n, 8)
  header.writeUInt32BE(base.length, 16)
  return Buffer.concat([header, Buffer.from(base)])
}
