import { asSize, cutOff, readHeader, refusedDisk, sectorBytes, type DiskReader } from './disk-reader.ts'

const fixed = 2
const dynamic = 3
const differencing = 4
/** The most that a geometry can say: 127 GB. A larger disk says this, and its size stands elsewhere. */
const fullGeometry = 65_535 * 16 * 255
// QEMU believes the geometry of Virtual PC, whose disks are as large as that, and the size of these, whose geometry is rounded.
const bySize = new Set(['win ', 'qem2', 'd2v ', 'tap\0', 'CTXS'])

/** The virtual size of a VHD disk that stands alone, by its footer at `offset`: as QEMU reads it, which is not always what it says. */
export async function inspectVhd(disk: DiskReader, offset: number): Promise<number> {
  const footer = await readHeader(disk, offset, sectorBytes, 'vhd')
  const type = footer.readUInt32BE(60)
  if (type === differencing)
    throw refusedDisk('The vhd disk builds on another one. Flatten it: qemu-img convert -O qcow2.')
  const geometry = footer.readUInt16BE(56) * footer[58]! * footer[59]!
  const isBySize = bySize.has(footer.toString('latin1', 28, 32)) || geometry === fullGeometry
  const sectors = isBySize ? Math.floor(asSize(footer.readBigUInt64BE(48), 'vhd') / sectorBytes) : geometry
  // A footer in front is a copy, and the disk is made of blocks; a disk whose only one is at the end has its bytes as they are.
  if (type !== (offset === 0 ? dynamic : fixed)) throw damaged()
  if (offset === 0) await assertBlocks(disk, footer, sectors)
  return sectors * sectorBytes
}

/** Refuses a disk whose table of blocks is not there or too small for it. */
async function assertBlocks(disk: DiskReader, footer: Buffer, sectors: number): Promise<void> {
  const header = await readHeader(disk, asSize(footer.readBigUInt64BE(16), 'vhd'), 1024, 'vhd')
  const [entries, blockBytes] = [header.readUInt32BE(28), header.readUInt32BE(32)]
  const isSound = header.toString('latin1', 0, 8) === 'cxsparse' && entries * blockBytes >= sectors * sectorBytes
  if (!isSound) throw damaged()
  const tableOffset = asSize(header.readBigUInt64BE(16), 'vhd')
  const end = await disk.read(Math.max(0, disk.size - sectorBytes), 8)
  if (tableOffset + entries * 4 > disk.size || end.toString('latin1') !== 'conectix') throw cutOff('vhd')
}

const damaged = () =>
  refusedDisk('The vhd header is damaged. Upload the whole file, or convert it: qemu-img convert -O qcow2.')
