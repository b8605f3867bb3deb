import { CloudError } from '#platform/errors'

/** The bytes of a disk, wherever they are. */
export interface DiskReader {
  readonly size: number
  /** Up to `length` bytes from `offset`; fewer at the end. */
  read(offset: number, length: number): Promise<Buffer>
}

/** Sizes are counted in these by every format. */
export const sectorBytes = 512

/** What the bytes say of themselves. */
export interface InspectedDisk {
  format: DetectedFormat
  /** Bytes that a guest sees: as QEMU would count them, whatever the headers say. */
  virtualSize: number
}

export type DetectedFormat = 'raw' | 'iso' | 'qcow2' | 'vmdk' | 'vdi' | 'vhd' | 'vhdx'

/** The refusal of an upload whose bytes cannot be a disk of this cloud. */
export const refusedDisk = (message: string): CloudError => new CloudError({ kind: 'unsupported-media', message })

/** `length` bytes at `offset`, or a refusal: a header that ends early is no header. */
export async function readHeader(disk: DiskReader, offset: number, length: number, format: string): Promise<Buffer> {
  const bytes = offset < disk.size ? await disk.read(offset, length) : Buffer.alloc(0)
  if (bytes.length < length) throw refusedDisk(`The ${format} header is cut off. Upload the whole file.`)
  return bytes
}

/** The refusal of a disk that ends before all of it has come: QEMU would read zeros there, and say nothing. */
export const cutOff = (format: string) => refusedDisk(`The ${format} is cut off. Upload the whole file.`)

/** A size out of a header as a number; one that no disk can have is refused. */
export function asSize(bytes: bigint, format: string): number {
  if (bytes > BigInt(Number.MAX_SAFE_INTEGER)) throw refusedDisk(`The ${format} header names an impossible disk size.`)
  return Number(bytes)
}
