import { asSize, cutOff, readHeader, refusedDisk, sectorBytes, type DiskReader } from './disk-reader.ts'

const dataFileBit = 1n << 2n
/** Dirty, corrupt, data file, another compression, extended tables: what QEMU knows. */
const knownFeatures = 0b1_1111n
const dataFileExtension = 0x44_41_54_41
const maxHeaderBytes = 65_536
const maxTableBytes = 32 << 20
const convert = 'qemu-img convert -O qcow2'

/** The virtual size of a qcow2 disk that stands alone: one that names another file would make a host read that for a guest. */
export async function inspectQcow2(disk: DiskReader): Promise<number> {
  const header = await readHeader(disk, 0, 72, 'qcow2')
  const version = header.readUInt32BE(4)
  if (version !== 2 && version !== 3)
    throw refusedDisk(`qcow2 version ${version} is not supported. Convert it: ${convert}.`)
  if (header.readBigUInt64BE(8) !== 0n || header.readUInt32BE(16) !== 0)
    throw refusedDisk(`The qcow2 disk has a backing file, which stays behind. Flatten it: ${convert}.`)
  if (header.readUInt32BE(32) !== 0)
    throw refusedDisk(`The qcow2 disk is encrypted, and no host here has its key. Decrypt it: ${convert}.`)
  const more = version === 2 ? undefined : await readHeader(disk, 0, 104, 'qcow2')
  const features = more?.readBigUInt64BE(72) ?? 0n
  const extensionsAt = more?.readUInt32BE(100) ?? 72
  if ((features & dataFileBit) !== 0n || extensionsNameDataFile(await disk.read(0, maxHeaderBytes), extensionsAt))
    throw refusedDisk(`The qcow2 disk keeps its data in another file. Join them: ${convert}.`)
  if ((features & ~knownFeatures) !== 0n)
    throw refusedDisk(`The qcow2 disk has features that QEMU does not know here. Convert it: ${convert}.`)
  const refcountBits = 1 << Math.min(more?.readUInt32BE(96) ?? 4, 6)
  await assertWhole(disk, header, refcountBits)
  return Math.floor(asSize(header.readBigUInt64BE(24), 'qcow2') / sectorBytes) * sectorBytes
}

function extensionsNameDataFile(bytes: Buffer, start: number): boolean {
  for (let at = start; at + 8 <= bytes.length;) {
    const type = bytes.readUInt32BE(at)
    if (type === 0) return false
    if (type === dataFileExtension) return true
    at += 8 + Math.ceil(bytes.readUInt32BE(at + 4) / 8) * 8
  }
  return false
}

/** Refuses a disk whose tables or last cluster are missing: QEMU would read zeros there and say nothing. */
async function assertWhole(disk: DiskReader, header: Buffer, refcountBits: number): Promise<void> {
  const clusterBits = header.readUInt32BE(20)
  if (clusterBits < 9 || clusterBits > 21) throw damaged()
  const clusterBytes = 2 ** clusterBits
  const [l1At, l1Bytes] = [asSize(header.readBigUInt64BE(40), 'qcow2'), header.readUInt32BE(36) * 8]
  const refcountsAt = asSize(header.readBigUInt64BE(48), 'qcow2')
  const refcountsBytes = header.readUInt32BE(56) * clusterBytes
  const entriesNeeded = asSize(header.readBigUInt64BE(24), 'qcow2') / clusterBytes / (clusterBytes / 8)
  if (l1Bytes > maxTableBytes || refcountsBytes > maxTableBytes || l1Bytes / 8 < entriesNeeded) throw damaged()
  const isWhole =
    l1At + l1Bytes <= disk.size &&
    refcountsAt + refcountsBytes <= disk.size &&
    (await lastCluster(disk, { refcountsAt, refcountsBytes, refcountBits, clusterBytes })) * clusterBytes < disk.size
  if (!isWhole) throw cutOff('qcow2')
}

/** The last cluster that is in use by its reference count; Infinity when the counts themselves are missing. */
async function lastCluster(
  disk: DiskReader,
  table: { refcountsAt: number; refcountsBytes: number; refcountBits: number; clusterBytes: number },
): Promise<number> {
  const { clusterBytes, refcountBits } = table
  const clustersOfBlock = (clusterBytes * 8) / refcountBits
  const blocks = await disk.read(table.refcountsAt, table.refcountsBytes)
  const zeros = Buffer.alloc(clusterBytes)
  const empty = new Set<number>()
  for (let at = blocks.length - 8; at >= 0; at -= 8) {
    const blockAt = Number(blocks.readBigUInt64BE(at) & 0xffff_ffff_ffff_fe00n)
    if (blockAt === 0 || empty.has(blockAt)) continue
    // QEMU refuses such a table, too. Blocks that overlap could have the whole file read over and over.
    if (blockAt % clusterBytes !== 0) throw damaged()
    if (blockAt + clusterBytes > disk.size) return Infinity
    const counts = await disk.read(blockAt, clusterBytes)
    if (!counts.equals(zeros)) {
      const last = counts.findLastIndex((byte) => byte !== 0)
      return (at / 8) * clustersOfBlock + Math.floor((last * 8) / refcountBits)
    }
    empty.add(blockAt)
  }
  return 0
}

const damaged = () => refusedDisk(`The qcow2 header is damaged. Upload the whole file, or convert it: ${convert}.`)
