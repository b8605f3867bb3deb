import { randomBytes } from 'node:crypto'
import { chmod, readdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { unavailable } from '#platform/errors'
import { isUuid, type ServerId } from '#platform/ids'
import type { Seal } from '#platform/seal'
import { tailOfConsole } from '../console-log.ts'
import type { GuestOrder } from '../orders/order-contract.ts'
import { makeEphemeralDisk, makeSwapDisk } from './blank-disks.ts'
import { configDriveFiles } from './config-drive/config-drive-files.ts'
import { writeConfigDrive } from './config-drive/write-config-drive.ts'
import { diskFailure } from './disk-failure.ts'
import type { AgentImages, HostDisks } from './host-disks.ts'
import { imageCache } from './image-cache.ts'
import { instancePaths } from './instance-paths.ts'
import { exists, makeFolder, partOf, removeParts } from './part-files.ts'
import { plannedDisks, type PlannedDisk } from './planned-disks.ts'
import { makeRootDisk } from './root-disk.ts'

export interface Qcow2DisksOptions {
  /** `instances/` is made in here; QEMU's user has to be able to walk down to it. */
  dataDir: string
  images: AgentImages
  /** Opens the administrator password of an order. */
  seal: Seal
  /** Setting `dhcp_domain`. */
  dhcpDomain: string
}

/** Disks as files on this host: a qcow2 overlay over the cached image, beside it what else the flavor wants and the config drive. */
export function qcow2Disks({ dataDir, images, seal, dhcpDomain }: Qcow2DisksOptions): HostDisks {
  const paths = instancePaths(dataDir)
  const cache = imageCache(paths, images)

  const makers: Record<PlannedDisk['kind'], (guest: GuestOrder, target: string) => Promise<void>> = {
    root: (guest, target) => makeRootDisk(guest, cache, target),
    ephemeral: ({ flavor }, target) => makeEphemeralDisk(flavor.ephemeralGb, target),
    swap: ({ flavor }, target) => makeSwapDisk(flavor.swapMb, target),
    async config(guest, target) {
      const input = { guest, adminPass: adminPassOf(guest, seal), randomSeed: randomBytes(512), dhcpDomain }
      await writeConfigDrive(configDriveFiles(input), target)
    },
  }
  const make = async (guest: GuestOrder, { kind, file }: PlannedDisk) => {
    const target = join(paths.folder(guest.serverId), file)
    if (await exists(target)) return
    const part = partOf(target)
    await makers[kind](guest, part)
    await chmod(part, 0o600) // libvirt gives it to QEMU's user while the guest runs
    await rename(part, target)
  }

  return {
    async create(guest) {
      const folder = paths.folder(guest.serverId)
      try {
        await makeFolder(paths.instances)
        await Promise.all([makeFolder(paths.baseFolder), makeFolder(folder)])
        await removeParts(folder)
        // All end before anything is cleared away: none may write into a folder that is gone.
        const ends = await Promise.allSettled(plannedDisks(guest).map((disk) => make(guest, disk)))
        const failed = ends.find((end) => end.status === 'rejected')
        if (failed !== undefined) throw failed.reason
      } catch (error) {
        // A guest that has run has data in there.
        if (!(await exists(paths.consoleLog(guest.serverId)))) await rm(folder, { recursive: true, force: true })
        throw diskFailure(error, folder)
      }
    },
    async delete(serverId) {
      await rm(paths.folder(serverId), { recursive: true, force: true })
      await cache.tidy().catch(() => undefined) // the server is gone all the same; the next one tidies
    },
    filesOf(guest) {
      const folder = paths.folder(guest.serverId)
      const disks = plannedDisks(guest).map(({ file, disk }) => ({ source: join(folder, file), ...disk }))
      return { disks, consoleLogPath: paths.consoleLog(guest.serverId) }
    },
    async consoleLog(serverId, maxBytes) {
      return (await exists(paths.folder(serverId))) ? tailOfConsole(paths.consoleLog(serverId), maxBytes) : null
    },
    async list() {
      await makeFolder(paths.instances)
      return (await readdir(paths.instances)).filter(isUuid) as ServerId[]
    },
  }
}

function adminPassOf({ serverId, sealedAdminPass }: GuestOrder, seal: Seal): string | undefined {
  if (sealedAdminPass === null) return undefined
  try {
    return seal.open(sealedAdminPass)
  } catch (cause) {
    const cure = 'This host has another key than the cloud that sealed it. Give it the same one.'
    throw unavailable(`The administrator password of server ${serverId}`, cure, cause)
  }
}
