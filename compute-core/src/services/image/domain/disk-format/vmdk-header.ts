import { asSize, cutOff, readHeader, refusedDisk, sectorBytes, type DiskReader } from './disk-reader.ts'

const alone = new Set(['monolithicSparse', 'streamOptimized'])
const convert = 'Convert it: qemu-img convert -O qcow2.'
/** QEMU looks for a parent in these twenty sectors, wherever the header says that the description is. */
const descriptionAt = sectorBytes
const descriptionBytes = 20 * sectorBytes
/** A table whose place is known only once the disk was written: the header at the end is the true one. */
const atEnd = 0xffff_ffff_ffff_ffffn
/** 8 TiB in grains of the usual size. */
const maxDirectoryBytes = 1_048_576
const [markerFooter, markerEnd] = [3, 0]

/** The virtual size of a VMDK that is one file; the many kinds that point to others are refused. */
export async function inspectVmdk(disk: DiskReader): Promise<number> {
  const header = await readHeader(disk, 0, sectorBytes, 'vmdk')
  if (sectorsAt(header, 12) === 0 || sectorsAt(header, 36) === 0)
    throw refusedDisk(`The vmdk has no description of its own. ${convert}`)
  if (sectorsAt(header, 28) * sectorBytes !== descriptionAt)
    throw refusedDisk(`The vmdk has its description where QEMU does not look for it. ${convert}`)
  assertAlone(await disk.read(descriptionAt, descriptionBytes))
  const trueHeader = header.readBigUInt64LE(56) === atEnd ? await headerAtEnd(disk) : header
  if (sectorsAt(trueHeader, 64) * sectorBytes > disk.size || !(await hasAllGrains(disk, trueHeader)))
    throw cutOff('vmdk')
  return asSize(trueHeader.readBigUInt64LE(12) * BigInt(sectorBytes), 'vmdk')
}

const sectorsAt = (header: Buffer, offset: number) => asSize(header.readBigUInt64LE(offset), 'vmdk')

function assertAlone(bytes: Buffer): void {
  const description = bytes.toString('latin1')
  const kind = /^\s*createType\s*=\s*"?(\w+)"?/im.exec(description)?.[1] ?? 'unknown'
  if (!alone.has(kind)) throw refusedDisk(`A vmdk of type ${kind} may need other files. ${convert}`)
  // Wherever it stands in a line: QEMU looks for the word only.
  if (/parentFileNameHint/i.test(description))
    throw refusedDisk(`The vmdk has a parent, which stays behind. ${convert}`)
  const extents = description.match(/^\s*(RW|RDONLY|NOACCESS)\s+\d+/gim) ?? []
  if (extents.length !== 1) throw refusedDisk(`The vmdk is made of ${extents.length} parts. ${convert}`)
}

/** The header in the last three sectors, between a marker that says so and one that says that nothing follows. */
async function headerAtEnd(disk: DiskReader): Promise<Buffer> {
  const end = await readHeader(disk, Math.max(0, disk.size - 3 * sectorBytes), 3 * sectorBytes, 'vmdk')
  const [marker, header, endOfStream] = [0, 1, 2].map((n) => end.subarray(n * sectorBytes, (n + 1) * sectorBytes))
  const isWhole =
    header!.toString('latin1', 0, 4) === 'KDMV' &&
    marker!.readUInt32LE(12) === markerFooter &&
    endOfStream!.readUInt32LE(12) === markerEnd
  if (!isWhole) throw cutOff('vmdk')
  return header!
}

/** Whether every table is in the file, and every grain begins in it. */
async function hasAllGrains(disk: DiskReader, header: Buffer): Promise<boolean> {
  const grainsOfTable = header.readUInt32LE(44)
  const sectorsOfTable = grainsOfTable * sectorsAt(header, 20)
  const directoryBytes = Math.ceil(sectorsAt(header, 12) / sectorsOfTable) * 4
  if (sectorsOfTable === 0 || grainsOfTable > 512 || directoryBytes > maxDirectoryBytes)
    throw refusedDisk(`The vmdk header is damaged. Upload the whole file. ${convert}`)
  const directoryAt = sectorsAt(header, 56) * sectorBytes
  if (directoryAt + directoryBytes > disk.size) return false
  const tables = new Set(numbersIn(await disk.read(directoryAt, directoryBytes)))
  for (const table of tables) {
    if (table === 0) continue
    const entries = await disk.read(table * sectorBytes, grainsOfTable * 4)
    if (entries.length < grainsOfTable * 4) return false
    if (numbersIn(entries).some((sector) => sector * sectorBytes >= disk.size)) return false
  }
  return true
}

const numbersIn = (bytes: Buffer): number[] =>
  Array.from({ length: bytes.length / 4 }, (_, index) => bytes.readUInt32LE(index * 4))
