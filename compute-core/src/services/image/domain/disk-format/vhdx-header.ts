import { asSize, cutOff, readHeader, refusedDisk, sectorBytes, type DiskReader } from './disk-reader.ts'

// GUIDs as they lie in the file: the first three fields are little-endian.
const blockTable = '6677c22d23f600429d64115e9bfd4a08'
const metadataRegion = '06a27c8b90479a4bb8fe575f050f886e'
const virtualDiskSize = '2442a52f1bcd7648b2115dbed83bf4b8'
const logicalSectorSize = '1dbf41816fa90947ba47f233a8faab5f'
const fileParameters = '3767a1ca36fa434db3b633f0aa44e76b'
const regionTableOffset = 192 * 1024
const tableBytes = 64 * 1024
const hasParent = 2
const present = 6
const mib = 1_048_576
/** A million blocks, of 1 to 256 MiB each. */
const maxBlockTableBytes = 8 * mib

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
  const size = asSize((await item(virtualDiskSize)).readBigUInt64LE(0), 'vhdx')
  if ((await item(logicalSectorSize)).readUInt32LE(0) !== sectorBytes)
    throw refusedDisk(
      'The vhdx has sectors of 4096 bytes, which QEMU misreads. Convert it elsewhere to another format.',
    )
  const blocks = entryOf(regions, 16, regions.readUInt32LE(8), blockTable)
  if (!(await hasAllBlocks(disk, blocks, (await item(fileParameters)).readUInt32LE(0)))) throw cutOff('vhdx')
  return Math.floor(size / sectorBytes) * sectorBytes
}

/** Whether every block that the table of blocks says to be there is in the file to its end. */
async function hasAllBlocks(disk: DiskReader, region: Buffer, blockBytes: number): Promise<boolean> {
  const [at, length] = [asSize(region.readBigUInt64LE(16), 'vhdx'), region.readUInt32LE(24)]
  if (length > maxBlockTableBytes) throw damaged()
  if (at + length > disk.size) return false
  const table = await disk.read(at, length)
  for (let entry = 0; entry + 8 <= table.length; entry += 8) {
    const word = table.readBigUInt64LE(entry)
    if (Number(word & 7n) === present && Number(word >> 20n) * mib + blockBytes > disk.size) return false
  }
  return true
}

function entryOf(table: Buffer, start: number, count: number, guid: string): Buffer {
  for (let n = 0; n < Math.min(count, 2047); n++) {
    const entry = table.subarray(start + n * 32, start + (n + 1) * 32)
    if (entry.length === 32 && entry.subarray(0, 16).toString('hex') === guid) return entry
  }
  throw damaged()
}

const damaged = () =>
  refusedDisk('The vhdx header is damaged. Upload the whole file, or convert it: qemu-img convert -O qcow2.')
