import type { GuestDisk } from '#driver/compute-driver'

/** A disk that a server gets, by its file name in the server's folder, as Nova names them. */
export interface PlannedDisk {
  kind: 'root' | 'ephemeral' | 'swap' | 'config' | 'rescue'
  file: string
  disk: Omit<GuestDisk, 'source'>
}
