import type { Readable } from 'node:stream'
import type { GuestDisk } from '#driver/compute-driver'
import type { ImageId, ServerId } from '#platform/ids'
import type { CommandImage, GuestCommand } from '../commands/command-contract.ts'

/** Where an agent gets the bytes of an image, and brings those of one that it has made. */
export interface AgentImages {
  open(image: Pick<CommandImage, 'id' | 'size' | 'grant'>): Promise<Readable>
  /** Makes the waiting image active with these bytes; of an image that has its own already nothing is read. */
  write(
    image: { id: ImageId; grant?: string | undefined },
    bytes: { diskFormat: string; size: number; open(range?: { start: number }): Readable },
  ): Promise<void>
}

/** A server's root disk on its way into an image. */
export interface SnapshotOf {
  serverId: ServerId
  imageId: ImageId
  /** What its image is brought with. */
  grant?: string | undefined
}

/** Copies what is written on the disk at `source` into the overlay at `target` while its guest goes on; false when the guest is off. */
export type CopyLive = (source: string, target: string) => Promise<boolean>

/** The files of one server on this host, as the driver needs to know them. */
export interface GuestFiles {
  disks: readonly GuestDisk[]
  consoleLogPath: string
}

/** The disks of this host's servers. Every method may be called twice. */
export interface HostDisks {
  /** Makes the root disk and the config drive. Leaves nothing behind when it throws; a disk that is there already stays as it is. */
  create(guest: GuestCommand): Promise<void>
  delete(serverId: ServerId): Promise<void>
  /** Makes all disks anew but an ephemeral one that is to be kept. The old ones stay until every new one is ready, and when it throws. */
  rebuild(guest: GuestCommand, keep: { ephemeral: boolean }): Promise<void>
  /** Makes the disks of a rescue anew; the server's own stay as they are. Leaves none behind when it throws. */
  rescue(guest: GuestCommand): Promise<void>
  /** Removes the disks of a rescue. */
  unrescue(serverId: ServerId): Promise<void>
  /** Gives the disks the sizes of the command's flavor and keeps them as they were; the guest is off. */
  resize(guest: GuestCommand): Promise<void>
  /** Makes the disks what they were before the resize, to the byte; without one nothing happens. */
  revertResize(serverId: ServerId): Promise<void>
  /** Forgets what the disks were before the resize. */
  confirmResize(serverId: ServerId): Promise<void>
  filesOf(guest: GuestCommand): GuestFiles
  /** Makes a file of the root disk as it is at one moment, whole and without a base. Leaves nothing behind when it throws. */
  snapshot(of: SnapshotOf, copyLive: CopyLive): Promise<void>
  /** Brings that file to its image and removes it. */
  uploadSnapshot(of: SnapshotOf): Promise<void>
  /** Removes what a snapshot has left here. */
  discardSnapshot(of: SnapshotOf): Promise<void>
  /** Where the guest writes what the snapshot is of. */
  rootDisk(serverId: ServerId): string
  /** The last `maxBytes` of the serial console, '' before the guest's first word; null for a server that has no disks here. */
  consoleLog(serverId: ServerId, maxBytes: number): Promise<string | null>
  /** Fetches an image for the disks to come; `existing` when it is here already. One that no disk is made of goes again after a day. */
  cacheImage(image: CommandImage): Promise<'cached' | 'existing'>
  /** The servers that have disks here. */
  list(): Promise<readonly ServerId[]>
}
