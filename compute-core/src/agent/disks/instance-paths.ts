import { join } from 'node:path'
import type { ImageId, ServerId } from '#platform/ids'

/** Where each file of a server lies, as Nova lays them. */
export interface InstancePaths {
  instances: string
  baseFolder: string
  /** What the cache knows an image by, and nothing of who has it. */
  base(name: string): string
  folder(serverId: ServerId): string
  rootDisk(serverId: ServerId): string
  rescueDisk(serverId: ServerId): string
  configDrive(serverId: ServerId): string
  consoleLog(serverId: ServerId): string
  /** The root disk on its way into that image. */
  snapshot(serverId: ServerId, imageId: ImageId): string
}

/** The paths under the agent's data folder. */
export function instancePaths(dataDir: string): InstancePaths {
  const instances = join(dataDir, 'instances')
  const baseFolder = join(instances, '_base')
  const folder = (serverId: ServerId) => join(instances, serverId)
  return {
    instances,
    baseFolder,
    base: (name) => join(baseFolder, name),
    folder,
    rootDisk: (serverId) => join(folder(serverId), 'disk'),
    rescueDisk: (serverId) => join(folder(serverId), 'disk.rescue'),
    configDrive: (serverId) => join(folder(serverId), 'disk.config'),
    consoleLog: (serverId) => join(folder(serverId), 'console.log'),
    snapshot: (serverId, imageId) => join(folder(serverId), `snapshot-${imageId}`),
  }
}
