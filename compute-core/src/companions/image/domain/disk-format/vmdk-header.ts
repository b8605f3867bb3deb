import { asSize, readHeader, refusedDisk, type DiskReader } from './disk-reader.ts'

const sectorBytes = 512
const alone = new Set(['monolithicSparse', 'streamOptimized'])
const convert = 'Convert it: qemu-img convert -O qcow2.'

/** The virtual size of a VMDK that is one file; the many kinds that point to others are refused. */
export async function inspectVmdk(disk: DiskReader): Promise<number> {
  const header = await readHeader(disk, 0, sectorBytes, 'vmdk')
  const capacity = asSize(header.readBigUInt64LE(12) * BigInt(sectorBytes), 'vmdk')
  const offset = asSize(header.readBigUInt64LE(28) * BigInt(sectorBytes), 'vmdk')
  const length = asSize(header.readBigUInt64LE(36) * BigInt(sectorBytes), 'vmdk')
  if (capacity === 0 || offset === 0 || length === 0 || length > 1_048_576)
    throw refusedDisk(`The vmdk has no description of its own. ${convert}`)
  const description = (await readHeader(disk, offset, length, 'vmdk')).toString('latin1')
  const kind = /^\s*createType\s*=\s*"?(\w+)"?/im.exec(description)?.[1] ?? 'unknown'
  if (!alone.has(kind)) throw refusedDisk(`A vmdk of type ${kind} may need other files. ${convert}`)
  if (/^\s*parentFileNameHint/im.test(description))
    throw refusedDisk(`The vmdk has a parent, which stays behind. ${convert}`)
  const extents = description.match(/^\s*(RW|RDONLY|NOACCESS)\s+\d+/gim) ?? []
  if (extents.length !== 1) throw refusedDisk(`The vmdk is made of ${extents.length} parts. ${convert}`)
  return capacity
}
