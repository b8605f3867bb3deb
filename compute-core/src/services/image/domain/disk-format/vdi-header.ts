import { asSize, cutOff, readHeader, refusedDisk, sectorBytes, type DiskReader } from './disk-reader.ts'

/** The virtual size of a VDI disk that stands alone. */
export async function inspectVdi(disk: DiskReader): Promise<number> {
  const header = await readHeader(disk, 0, 512, 'vdi')
  const kind = header.readUInt32LE(0x4c)
  const links = header.subarray(0x1a8, 0x1c8)
  if ((kind !== 1 && kind !== 2) || links.some((byte) => byte !== 0))
    throw refusedDisk('The vdi disk builds on another one. Flatten it: qemu-img convert -O qcow2.')
  const [blockBytes, blocks] = [header.readUInt32LE(0x178), header.readUInt32LE(0x180)]
  const size = Math.ceil(asSize(header.readBigUInt64LE(0x170), 'vdi') / sectorBytes) * sectorBytes
  if (size > blocks * blockBytes)
    throw refusedDisk('The vdi header is damaged. Upload the whole file, or convert it: qemu-img convert -O qcow2.')
  const [tableAt, dataAt, blocksInFile] = [0x154, 0x158, 0x184].map((at) => header.readUInt32LE(at)) as [
    number,
    number,
    number,
  ]
  if (Math.max(tableAt + blocks * 4, dataAt + blocksInFile * blockBytes) > disk.size) throw cutOff('vdi')
  return size
}
