import { createReadStream } from 'node:fs'
import { rename, rm, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { diskFailure } from './disk-failure.ts'
import type { AgentImages, HostDisks, SnapshotOf } from './host-disks.ts'
import { baseOf } from './image-format.ts'
import type { InstancePaths } from './instance-paths.ts'
import { makeOverlay, makePrivate, qemuImg } from './qemu-img.ts'

/** Snapshots of root disks, as qcow2 files in the server's own folder until they are images. */
export function qcow2Snapshots(
  paths: InstancePaths,
  images: AgentImages,
): Pick<HostDisks, 'snapshot' | 'uploadSnapshot' | 'discardSnapshot' | 'rootDisk'> {
  // Names that follow from the image: whoever begins anew finds what an agent that was killed has left.
  const filesFor = ({ serverId, imageId }: SnapshotOf) => {
    const whole = paths.snapshot(serverId, imageId)
    return { whole, part: `${whole}.part`, delta: `${whole}.delta` }
  }
  const discard = async (of: SnapshotOf) => {
    await Promise.all(Object.values(filesFor(of)).map((path) => rm(path, { force: true })))
  }

  return {
    async snapshot(of, copyLive) {
      const { whole, part, delta } = filesFor(of)
      const root = paths.rootDisk(of.serverId)
      await discard(of)
      try {
        const bytes = await layDelta(root, delta)
        const source = (await copyLive(root, delta)) ? delta : root
        await makePrivate(part)
        const limits = { bytes, fileBytes: bytes * 1.01 + tables }
        await qemuImg(['convert', '-q', '-f', 'qcow2', '-O', 'qcow2', source, part], limits)
        await rename(part, whole)
        await rm(delta, { force: true })
      } catch (error) {
        await discard(of)
        throw diskFailure(error, dirname(whole))
      }
    },
    async uploadSnapshot(of) {
      const { whole } = filesFor(of)
      const size = await stat(whole).then(
        (file) => file.size,
        () => 0, // brought already: the image knows
      )
      const open = (range?: { start: number }) => createReadStream(whole, { ...chunks, ...range })
      await images.write({ id: of.imageId, grant: of.grant }, { diskFormat: 'qcow2', size, open })
      await discard(of)
    },
    discardSnapshot: discard,
    rootDisk: (serverId) => paths.rootDisk(serverId),
  }
}

const chunks = { highWaterMark: 262_144 }

/** What the tables of a small qcow2 disk take. */
const tables = 64 * 2 ** 20

/** An empty overlay over the base of the disk at `root`: what the guest has written goes into it. Answers with their size. */
export async function layDelta(root: string, delta: string): Promise<number> {
  const { path, format = 'raw', virtualBytes } = await baseOf(root)
  await makeOverlay(path === undefined ? undefined : { path, format }, delta, virtualBytes)
  return virtualBytes
}
