import { mkdir, readdir, rename, rm, stat, truncate } from 'node:fs/promises'
import { join } from 'node:path'
import type { ServerId } from '#platform/ids'
import type { GuestCommand } from '../commands/command-contract.ts'
import { makeEphemeralDisk, makeSwapDisk } from './blank-disks.ts'
import { diskFailure } from './disk-failure.ts'
import type { HostDisks } from './host-disks.ts'
import { baseOf } from './image-format.ts'
import type { InstancePaths } from './instance-paths.ts'
import { exists, partOf, removeParts } from './part-files.ts'
import { qemuImg } from './qemu-img.ts'
import { runProgram } from '#platform/run-program'

const gib = 2 ** 30
const resized = ['disk', 'disk.eph0', 'disk.swap'] as const

/**
 * Gives a server's disks other sizes, on the host where they are, with a way back. What is kept for that is a copy in a folder of its
 * own, which gets its name once it is whole; the disks then grow where they are. Reverting first gives that folder another name: from
 * then on, whatever dies, its files go back one by one, and what has gone back is not touched again.
 */
export function resizeDisks(paths: InstancePaths): Pick<HostDisks, 'resize' | 'revertResize' | 'confirmResize'> {
  const kept = (serverId: ServerId) => join(paths.folder(serverId), 'before-resize')
  const goingBack = (serverId: ServerId) => join(paths.folder(serverId), 'before-resize-going-back')

  return {
    async resize(guest) {
      const folder = paths.folder(guest.serverId)
      try {
        await removeParts(folder)
        if (!(await exists(kept(guest.serverId)))) await keep(folder, kept(guest.serverId))
        await growRoot(guest, join(folder, 'disk'))
        await growEphemeral(guest, join(folder, 'disk.eph0'))
        await replaceSwap(guest, join(folder, 'disk.swap'))
      } catch (error) {
        throw diskFailure(error, folder)
      }
    },
    async revertResize(serverId) {
      const [from, back, folder] = [kept(serverId), goingBack(serverId), paths.folder(serverId)]
      if (await exists(from)) {
        const before = new Set(await readdir(from))
        const added = resized.filter((file) => !before.has(file))
        await Promise.all(added.map((file) => rm(join(folder, file), { force: true })))
        await rename(from, back)
      }
      if (!(await exists(back))) return
      for (const file of await readdir(back)) await rename(join(back, file), join(folder, file))
      await rm(back, { recursive: true })
    },
    confirmResize: (serverId) => rm(kept(serverId), { recursive: true, force: true }),
  }
}

/** Copies the disks; where the file system can, without their bytes. Holes stay holes. */
async function keep(folder: string, target: string): Promise<void> {
  const part = partOf(target)
  await mkdir(part, { mode: 0o700 })
  for (const file of resized)
    if (await exists(join(folder, file)))
      await runProgram('cp', ['--reflink=auto', '--sparse=always', '--preserve=mode', join(folder, file), part])
  await rename(part, target)
}

async function growRoot({ image, flavor }: GuestCommand, disk: string): Promise<void> {
  if (image === null || image.diskFormat === 'iso' || flavor.diskGb === 0) return
  const { virtualBytes } = await baseOf(disk)
  const wanted = flavor.diskGb * gib
  if (wanted <= virtualBytes) return
  const { size } = await stat(disk)
  await qemuImg(['resize', '-q', '-f', 'qcow2', disk, String(wanted)], { fileBytes: size + gib })
}

/** What is on it stays; its file system is the guest's to grow. */
async function growEphemeral({ flavor }: GuestCommand, disk: string): Promise<void> {
  if (flavor.ephemeralGb === 0) return rm(disk, { force: true })
  if (await exists(disk)) return truncate(disk, Math.max(flavor.ephemeralGb * gib, (await stat(disk)).size))
  await made(disk, (part) => makeEphemeralDisk(flavor.ephemeralGb, part))
}

async function replaceSwap({ flavor }: GuestCommand, disk: string): Promise<void> {
  const bytes = flavor.swapMb * 2 ** 20
  if ((await exists(disk)) && (await stat(disk)).size === bytes) return
  await rm(disk, { force: true })
  if (bytes > 0) await made(disk, (part) => makeSwapDisk(flavor.swapMb, part))
}

async function made(disk: string, make: (part: string) => Promise<void>): Promise<void> {
  const part = partOf(disk)
  await make(part)
  await rename(part, disk)
}
