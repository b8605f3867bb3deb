import { asSize, readHeader, refusedDisk, type DiskReader } from './disk-reader.ts'

// GUIDs as they lie in the file: the first three fields are little-endian.
const metadataRegion = '06a27c8b90479a4bb8fe575f050f886e'
const virtualDiskSize = '2442a52f1bcd7648b2115dbed83bf4b8'
const fileParameters = '3767a1ca36fa434db3b633f0aa44e76b'
const regionTableOffset = 192 * 1024
const tableBytes = 64 * 1024
const hasParent = 2

/** The virtual size of a VHDX disk that stands alone. */
export async function inspectVhdx(disk: DiskReader): Promise<number> {
  const regions = await readHeader(disk, regionTableOffset, tableBytes, 'vhdx')
  const region = entryOf(regions, 16, regions.readUInt32LE(8), metadataRegion)
  const tableOffset = asSize(region.readBigUInt64LE(16), 'vhdx')
  const table = await readHeader(disk, tableOffset, tableBytes, 'vhdx')
  const item = async (guid: string) => {
    const entry = entryOf(table, 32, table.readUInt16LE(10), guid)
    return readHeader(disk, tableOffset + entry.readUInt32LE(16), 8, 'vhdx')
  }
  if (((await item(fileParameters)).readUInt32LE(4) & hasParent) !== 0)
    throw refusedDisk('The vhdx disk builds on another one. Flatten it: qemu-img convert -O qcow2.')
  return asSize((await item(virtualDiskSize)).readBigUInt64LE(0), 'vhdx')
}

function entryOf(table: Buffer, start: number, count: number, guid: string): Buffer {
  for (let n = 0; n < Math.min(count, 2047); n++) {
    const entry = table.subarray(start + n * 32, start + (n + 1) * 32)
    if (entry.length === 32 && entry.subarray(0, 16).toString('hex') === guid) return entry
  }
  throw refusedDisk('The vhdx header is damaged. Upload the whole file, or convert it: qemu-img convert -O qcow2.')
}
