import { asSize, readHeader, refusedDisk, type DiskReader } from './disk-reader.ts'

/** The virtual size of a VDI disk that stands alone. */
export async function inspectVdi(disk: DiskReader): Promise<number> {
  const header = await readHeader(disk, 0, 512, 'vdi')
  const kind = header.readUInt32LE(0x4c)
  if (kind !== 1 && kind !== 2)
    throw refusedDisk('The vdi disk builds on another one. Flatten it: qemu-img convert -O qcow2.')
  return asSize(header.readBigUInt64LE(0x170), 'vdi')
}
