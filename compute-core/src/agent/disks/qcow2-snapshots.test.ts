import { execFileSync } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { aGuestCommand, anImage } from '#agent/commands/a-guest-command'
import { newId, type ImageId } from '#platform/ids'
import { sealWith } from '#platform/seal'
import type { AgentImages, CopyLive } from './host-disks.ts'
import { qcow2Disks } from './qcow2-disks.ts'

let dataDir: string
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'kilonova-snapshots-'))
})
afterEach(() => rm(dataDir, { recursive: true, force: true }))

const mib = 2 ** 20
const off: CopyLive = async () => false

/** A server with a disk of its own over a cached image, whose first megabyte is `base` and whose second one is `written`. */
async function aServer() {
  const base = randomBytes(mib)
  const brought = new Map<ImageId, { diskFormat: string; size: number; bytes: Buffer }>()
  const images: AgentImages = {
    open: async () => Readable.from([base]),
    async write({ id: imageId }, { open, ...about }) {
      if (!brought.has(imageId)) brought.set(imageId, { ...about, bytes: await buffer(open()) })
    },
  }
  const disks = qcow2Disks({ dataDir, images, seal: sealWith(Buffer.alloc(32)), dhcpDomain: '' })
  const image = anImage({ size: mib, sha512: createHash('sha512').update(base).digest('hex') })
  const guest = aGuestCommand({ image })
  await disks.create(guest)
  const written = write(disks.rootDisk(guest.serverId))
  const of = { serverId: guest.serverId, imageId: newId<ImageId>() }
  const files = async () => (await readdir(join(dataDir, 'instances', guest.serverId))).toSorted()
  return { disks, of, base, written, brought, files }
}

const qemuIo = (disk: string, command: string) => execFileSync('qemu-io', ['-f', 'qcow2', '-c', command, disk])

/** Writes a pattern into the second megabyte of `disk`. */
function write(disk: string): Buffer {
  qemuIo(disk, 'write -P 0xab 1M 1M')
  return Buffer.alloc(mib, 0xab)
}

async function contentOf(qcow2: Buffer): Promise<{ bytes: Buffer; backing: unknown }> {
  const [path, raw] = [join(dataDir, 'image.qcow2'), join(dataDir, 'image.raw')]
  await writeFile(path, qcow2)
  const info = JSON.parse(execFileSync('qemu-img', ['info', '--output=json', path], { encoding: 'utf8' }))
  execFileSync('qemu-img', ['dd', '-f', 'qcow2', '-O', 'raw', 'bs=1M', 'count=2', `if=${path}`, `of=${raw}`])
  return { bytes: execFileSync('cat', [raw], { maxBuffer: 4 * mib }), backing: info['backing-filename'] }
}

test('a snapshot is the disk with what the guest has written, and stands alone', async () => {
  const { disks, of, base, written, brought, files } = await aServer()
  const before = await files()
  await disks.snapshot(of, off)
  await disks.uploadSnapshot(of)
  const { bytes, ...about } = brought.get(of.imageId)!
  expect(about).toEqual({ diskFormat: 'qcow2', size: bytes.length })
  expect(await contentOf(bytes)).toEqual({ bytes: Buffer.concat([base, written]), backing: undefined })
  expect(await files()).toEqual(before)
})

test('of a guest that runs the copy is taken, which lies over the same base', async () => {
  const { disks, of, base, brought, files } = await aServer()
  const before = await files()
  await disks.snapshot(of, async (source, target) => {
    expect(source).toBe(disks.rootDisk(of.serverId))
    qemuIo(target, 'write -P 0xcd 1M 1M')
    return true
  })
  await disks.uploadSnapshot(of)
  const { bytes } = await contentOf(brought.get(of.imageId)!.bytes)
  expect(bytes).toEqual(Buffer.concat([base, Buffer.alloc(mib, 0xcd)]))
  expect(await files()).toEqual(before)
})

test('made and brought twice equals once', async () => {
  const { disks, of, brought } = await aServer()
  await disks.snapshot(of, off)
  await disks.snapshot(of, off)
  await disks.uploadSnapshot(of)
  await disks.uploadSnapshot(of)
  expect([...brought.keys()]).toEqual([of.imageId])
})

test('a snapshot that fails, and one that is discarded, leave nothing behind', async () => {
  const { disks, of, files } = await aServer()
  const before = await files()
  await expect(disks.snapshot(of, () => Promise.reject(new Error('The job broke off.')))).rejects.toThrow('broke off')
  expect(await files()).toEqual(before)
  await disks.snapshot(of, off)
  await disks.discardSnapshot(of)
  await disks.discardSnapshot(of)
  expect(await files()).toEqual(before)
})
