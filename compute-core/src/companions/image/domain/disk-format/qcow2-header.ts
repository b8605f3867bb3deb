import { asSize, readHeader, refusedDisk, type DiskReader } from './disk-reader.ts'

const dataFileBit = 1n << 2n
const dataFileExtension = 0x44_41_54_41
const maxHeaderBytes = 65_536

/** The virtual size of a qcow2 disk that stands alone: one that names another file would make a host read that for a guest. */
export async function inspectQcow2(disk: DiskReader): Promise<number> {
  const header = await readHeader(disk, 0, 72, 'qcow2')
  const version = header.readUInt32BE(4)
  if (version !== 2 && version !== 3)
    throw refusedDisk(`qcow2 version ${version} is not supported. Convert it: qemu-img convert -O qcow2.`)
  if (header.readBigUInt64BE(8) !== 0n || header.readUInt32BE(16) !== 0)
    throw refusedDisk('The qcow2 disk has a backing file, which stays behind. Flatten it: qemu-img convert -O qcow2.')
  if (await hasDataFile(disk, version))
    throw refusedDisk('The qcow2 disk keeps its data in another file. Join them: qemu-img convert -O qcow2.')
  return asSize(header.readBigUInt64BE(24), 'qcow2')
}

async function hasDataFile(disk: DiskReader, version: number): Promise<boolean> {
  if (version === 2) return extensionsNameDataFile(await disk.read(0, maxHeaderBytes), 72)
  const header = await readHeader(disk, 0, 104, 'qcow2')
  if ((header.readBigUInt64BE(72) & dataFileBit) !== 0n) return true
  return extensionsNameDataFile(await disk.read(0, maxHeaderBytes), header.readUInt32BE(100))
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
