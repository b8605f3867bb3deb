import { asSize, readHeader, refusedDisk, type DiskReader } from './disk-reader.ts'

const differencing = 4

/** The virtual size of a VHD disk that stands alone, by its footer at `offset`. */
export async function inspectVhd(disk: DiskReader, offset: number): Promise<number> {
  const footer = await readHeader(disk, offset, 512, 'vhd')
  if (footer.readUInt32BE(60) === differencing)
    throw refusedDisk('The vhd disk builds on another one. Flatten it: qemu-img convert -O qcow2.')
  return asSize(footer.readBigUInt64BE(48), 'vhd')
}
