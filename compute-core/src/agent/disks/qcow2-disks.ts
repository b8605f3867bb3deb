import { randomBytes } from 'node:crypto'
import { readdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { unavailable } from '#platform/errors'
import { isUuid, type ServerId } from '#platform/ids'
import type { Seal } from '#platform/seal'
import { tailOfConsole } from '../console-log.ts'
import type { GuestCommand } from '../commands/command-contract.ts'
import { makeEphemeralDisk, makeSwapDisk } from './blank-disks.ts'
import { configDriveFiles } from './config-drive/config-drive-files.ts'
import { writeConfigDrive } from './config-drive/write-config-drive.ts'
import { diskFailure } from './disk-failure.ts'
import type { AgentImages, HostDisks } from './host-disks.ts'
import { imageCache } from './image-cache.ts'
import { instancePaths } from './instance-paths.ts'
import { exists, makeFolder, partOf, removeParts } from './part-files.ts'
import type { PlannedDisk } from './planned-disk.ts'
import { plannedDisks } from './planned-disks.ts'
import { resizeDisks } from './resize-disks.ts'
import { qcow2Snapshots } from './qcow2-snapshots.ts'
import { isRescueFile } from './rescue-disks.ts'
import { makeRescueDisk, makeRootDisk } from './root-disk.ts'

export interface Qcow2DisksOptions {
  /** `instances/` is made in here; QEMU's user has to be able to walk down to it. */
  dataDir: string
  images: AgentImages
  /** Opens the administrator password of a command. */
  seal: Seal
  /** Setting `dhcp_domain`. */
  dhcpDomain: string
}

/** Disks as files on this host: a qcow2 overlay over the cached image, beside it what else the flavor wants and the config drive. */
export function qcow2Disks({ dataDir, images, seal, dhcpDomain }: Qcow2DisksOptions): HostDisks {
  const paths = instancePaths(dataDir)
  const cache = imageCache(paths, images)

  const makers: Record<PlannedDisk['kind'], (guest: GuestCommand, target: string) => Promise<void>> = {
    root: (guest, target) => makeRootDisk(guest, cache, target),
    rescue: ({ rescue }, target) => makeRescueDisk(rescue!.image, cache, target),
    ephemeral: ({ flavor }, target) => makeEphemeralDisk(flavor.ephemeralGb, target),
    swap: ({ flavor }, target) => makeSwapDisk(flavor.swapMb, target),
    async config(guest, target) {
      const input = { guest, adminPass: adminPassOf(guest, seal), randomSeed: randomBytes(512), dhcpDomain }
      await writeConfigDrive(configDriveFiles(input), target)
    },
  }
  const targetOf = ({ serverId }: GuestCommand, { file }: PlannedDisk) => join(paths.folder(serverId), file)
  // Nobody else may read a disk: libvirt gives it to QEMU's user while the guest runs.
  const makePart = async (guest: GuestCommand, disk: PlannedDisk) => {
    const part = partOf(targetOf(guest, disk))
    await makers[disk.kind](guest, part)
    return part
  }
  const make = async (guest: GuestCommand, disk: PlannedDisk) => {
    const target = targetOf(guest, disk)
    if (!(await exists(target))) await rename(await makePart(guest, disk), target)
  }
  /** Makes `disks` in place of those that are there, all or none. */
  const makeAnew = (guest: GuestCommand, disks: readonly PlannedDisk[]) =>
    cache.whileMaking(imagesOf(guest), () => makeAllAnew(guest, disks))
  const makeAllAnew = async (guest: GuestCommand, disks: readonly PlannedDisk[]) => {
    const folder = paths.folder(guest.serverId)
    try {
      await Promise.all([makeFolder(paths.baseFolder), makeFolder(folder)])
      await removeParts(folder)
      const parts = await allEnded(disks.map((disk) => makePart(guest, disk)))
      await Promise.all(disks.map((disk, index) => rename(parts[index]!, targetOf(guest, disk))))
    } catch (error) {
      await removeParts(folder).catch(() => undefined)
      throw diskFailure(error, folder)
    }
  }
  const createAll = async (guest: GuestCommand) => {
    const folder = paths.folder(guest.serverId)
    try {
      await makeFolder(paths.instances)
      await Promise.all([makeFolder(paths.baseFolder), makeFolder(folder)])
      await removeParts(folder)
      await allEnded(plannedDisks(guest).map((disk) => make(guest, disk)))
    } catch (error) {
      // A guest that has run has data in there.
      if (!(await exists(paths.consoleLog(guest.serverId)))) await rm(folder, { recursive: true, force: true })
      throw diskFailure(error, folder)
    }
  }
  const removeRescue = async (serverId: ServerId) => {
    const folder = paths.folder(serverId)
    const files = (await exists(folder)) ? await readdir(folder) : []
    await Promise.all(files.filter(isRescueFile).map((file) => rm(join(folder, file), { force: true })))
  }

  return {
    ...resizeDisks(paths),
    create: (guest) => cache.whileMaking(imagesOf(guest), () => createAll(guest)),
    async delete(serverId) {
      await rm(paths.folder(serverId), { recursive: true, force: true })
      await cache.tidy().catch(() => undefined) // the server is gone all the same; the next one tidies
    },
    async rebuild(guest, keep) {
      const isKept = async ({ kind, file }: PlannedDisk) =>
        keep.ephemeral && kind === 'ephemeral' && exists(join(paths.folder(guest.serverId), file))
      const planned = plannedDisks(guest)
      const kept = await Promise.all(planned.map(isKept))
      await makeAnew(
        guest,
        planned.filter((_disk, index) => !kept[index]),
      )
      await removeRescue(guest.serverId)
    },
    async rescue(guest) {
      await makeAnew(
        guest,
        plannedDisks(guest).filter(({ file }) => isRescueFile(file)),
      )
    },
    unrescue: removeRescue,
    ...qcow2Snapshots(paths, images),
    filesOf(guest) {
      const folder = paths.folder(guest.serverId)
      const disks = plannedDisks(guest).map(({ file, disk }) => ({ source: join(folder, file), ...disk }))
      return { disks, consoleLogPath: paths.consoleLog(guest.serverId) }
    },
    async consoleLog(serverId, maxBytes) {
      return (await exists(paths.folder(serverId))) ? tailOfConsole(paths.consoleLog(serverId), maxBytes) : null
    },
    async cacheImage(image) {
      try {
        await makeFolder(paths.instances)
        await makeFolder(paths.baseFolder)
        const isHere = await cache.has(image)
        await cache.whileMaking([image], () => cache.base(image))
        return isHere ? 'existing' : 'cached'
      } catch (error) {
        throw diskFailure(error, paths.baseFolder)
      }
    },
    async list() {
      await makeFolder(paths.instances)
      await makeFolder(paths.baseFolder)
      await cache.sweep()
      return (await readdir(paths.instances)).filter(isUuid) as ServerId[]
    },
  }
}

const imagesOf = ({ image, rescue }: GuestCommand) =>
  [image, rescue?.image].filter((wanted) => wanted !== null && wanted !== undefined)

/** What all have made, or the first failure; all end first, so that none writes into a folder that is cleared away. */
async function allEnded<T>(work: readonly Promise<T>[]): Promise<readonly T[]> {
  const ends = await Promise.allSettled(work)
  const failed = ends.find((end) => end.status === 'rejected')
  if (failed !== undefined) throw failed.reason
  return ends.flatMap((end) => (end.status === 'fulfilled' ? [end.value] : []))
}

function adminPassOf({ serverId, sealedAdminPass }: GuestCommand, seal: Seal): string | undefined {
  if (sealedAdminPass === null) return undefined
  try {
    return seal.open(sealedAdminPass)
  } catch (cause) {
    const cure = 'This host has another key than the cloud that sealed it. Give it the same one.'
    throw unavailable(`The administrator password of server ${serverId}`, cure, cause)
  }
}
