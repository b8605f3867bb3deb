import type { Readable } from 'node:stream'
import type { GuestDisk } from '#driver/compute-driver'
import type { ImageId, ServerId } from '#platform/ids'
import type { GuestOrder } from '../orders/order-contract.ts'

/** Where an agent gets the bytes of an image. */
export interface AgentImages {
  open(imageId: ImageId): Promise<Readable>
}

/** The files of one server on this host, as the driver needs to know them. */
export interface GuestFiles {
  disks: readonly GuestDisk[]
  consoleLogPath: string
}

/** The disks of this host's servers. Every method may be called twice. */
export interface HostDisks {
  /** Makes the root disk and the config drive. Leaves nothing behind when it throws; a disk that is there already stays as it is. */
  create(guest: GuestOrder): Promise<void>
  delete(serverId: ServerId): Promise<void>
  filesOf(guest: GuestOrder): GuestFiles
  /** The last `maxBytes` of the serial console, '' before the guest's first word; null for a server that has no disks here. */
  consoleLog(serverId: ServerId, maxBytes: number): Promise<string | null>
  /** The servers that have disks here. */
  list(): Promise<readonly ServerId[]>
}
