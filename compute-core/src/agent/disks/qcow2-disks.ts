import { randomBytes } from 'node:crypto'
import { chmod, readdir, rename, rm } from 'node:fs/promises'
import { invalid } from '#platform/errors'
import { isUuid, type ServerId } from '#platform/ids'
import type { Seal } from '#platform/seal'
import { tailOfConsole } from '../console-log.ts'
import type { GuestOrder } from '../orders/order-contract.ts'
import { configDriveFiles } from './config-drive/config-drive-files.ts'
import { writeConfigDrive } from './config-drive/write-config-drive.ts'
import { diskFailure } from './disk-failure.ts'
import type { AgentImages, GuestFiles, HostDisks } from './host-disks.ts'
import { imageCache, type BaseImage, type ImageCache } from './image-cache.ts'
import { instancePaths, type InstancePaths } from './instance-paths.ts'
import { exists, makeFolder, partOf, removeParts } from './part-files.ts'
import { runProgram } from './run-program.ts'

export interface Qcow2DisksOptions {
  /** `instances/` is made in here; QEMU's user has to be able to walk down to it. */
  dataDir: string
  images: AgentImages
  /** Opens the administrator password of an order. */
  seal: Seal
  /** Setting `dhcp_domain`. */
  dhcpDomain: string
}

const gib = 2 ** 30

/** Disks as files on this host: each a qcow2 overlay over the cached image, beside it the config drive. */
export function qcow2Disks({ dataDir, images, seal, dhcpDomain }: Qcow2DisksOptions): HostDisks {
  const paths = instancePaths(dataDir)
  const cache = imageCache(paths, images)

  const makeConfigDrive = async (guest: GuestOrder) => {
    const target = paths.configDrive(guest.serverId)
    if (await exists(target)) return
    const adminPass = guest.sealedAdminPass === null ? undefined : seal.open(guest.sealedAdminPass)
    await writeConfigDrive(configDriveFiles({ guest, adminPass, randomSeed: randomBytes(512), dhcpDomain }), target)
  }

  return {
    async create(guest) {
      const folder = paths.folder(guest.serverId)
      const wasThere = await exists(paths.rootDisk(guest.serverId))
      try {
        await makeFolder(paths.instances)
        await Promise.all([makeFolder(paths.baseFolder), makeFolder(folder)])
        await removeParts(folder)
        // Both end before anything is cleared away: neither may write into a folder that is gone.
        const ends = await Promise.allSettled([makeRootDisk(guest, paths, cache), makeConfigDrive(guest)])
        const failed = ends.find((end) => end.status === 'rejected')
        if (failed !== undefined) throw failed.reason
      } catch (error) {
        if (!wasThere) await rm(folder, { recursive: true, force: true })
        throw diskFailure(error, folder)
      }
    },
    async delete(serverId) {
      await rm(paths.folder(serverId), { recursive: true, force: true })
    },
    filesOf: (guest) => filesOf(guest, paths),
    async consoleLog(serverId, maxBytes) {
      return (await exists(paths.folder(serverId))) ? tailOfConsole(paths.consoleLog(serverId), maxBytes) : null
    },
    async list() {
      await makeFolder(paths.instances)
      return (await readdir(paths.instances)).filter(isUuid) as ServerId[]
    },
  }
}

async function makeRootDisk(guest: GuestOrder, paths: InstancePaths, cache: ImageCache): Promise<void> {
  const target = paths.rootDisk(guest.serverId)
  if (guest.image === null || (await exists(target))) return
  const base = await cache.base(guest.image)
  const part = partOf(target)
  const backing = ['-b', base.path, '-F', base.format]
  await runProgram('qemu-img', ['create', '-q', '-f', 'qcow2', ...backing, part, String(rootBytes(guest, base))])
  await chmod(part, 0o600)
  await rename(part, target)
}

/** How large the guest sees its root disk: as the flavor says, or as the image is when the flavor leaves it open. */
function rootBytes({ image, flavor }: GuestOrder, { virtualBytes }: BaseImage): number {
  const imageBytes = Math.ceil(virtualBytes / 512) * 512
  if (flavor.diskGb === 0) return imageBytes
  const neededGb = Math.ceil(imageBytes / gib)
  if (neededGb > flavor.diskGb)
    throw invalid(
      `Image ${image?.id} needs a disk of ${neededGb} GB, and flavor ${flavor.name} has ${flavor.diskGb} GB. ` +
        `Choose a flavor with at least ${neededGb} GB of disk.`,
    )
  return flavor.diskGb * gib
}

function filesOf({ serverId, image }: GuestOrder, paths: InstancePaths): GuestFiles {
  const config = { source: paths.configDrive(serverId), format: 'raw', device: 'cdrom' } as const
  const root = {
    source: paths.rootDisk(serverId),
    format: 'qcow2',
    device: image?.diskFormat === 'iso' ? 'cdrom' : 'disk',
    bootOrder: 1,
  } as const
  return { disks: image === null ? [config] : [root, config], consoleLogPath: paths.consoleLog(serverId) }
}
