import { refusedDisk, type DiskReader, type InspectedDisk } from './disk-reader.ts'
import { inspectQcow2 } from './qcow2-header.ts'
import { inspectVdi } from './vdi-header.ts'
import { inspectVhd } from './vhd-footer.ts'
import { inspectVhdx } from './vhdx-header.ts'
import { inspectVmdk } from './vmdk-header.ts'

/** What a disk really is, by its own bytes and never by its name; one that refers to other files is refused. */
export async function inspectDisk(disk: DiskReader): Promise<InspectedDisk> {
  const start = await disk.read(0, 512)
  const starts = (magic: string) => start.subarray(0, magic.length).toString('latin1') === magic
  if (starts('QFI\xfb')) return { format: 'qcow2', virtualSize: await inspectQcow2(disk) }
  if (starts('KDMV')) return { format: 'vmdk', virtualSize: await inspectVmdk(disk) }
  if (starts('# Disk DescriptorFile') || starts('COWD'))
    throw refusedDisk('The vmdk keeps its data in other files. Join them: qemu-img convert -O qcow2.')
  if (starts('vhdxfile')) return { format: 'vhdx', virtualSize: await inspectVhdx(disk) }
  if (start.length >= 0x44 && start.readUInt32LE(0x40) === 0xbe_da_10_7f)
    return { format: 'vdi', virtualSize: await inspectVdi(disk) }
  if (starts('conectix')) return { format: 'vhd', virtualSize: await inspectVhd(disk, 0) }
  if (await hasAt(disk, disk.size - 512, 'conectix'))
    return { format: 'vhd', virtualSize: await inspectVhd(disk, disk.size - 512) }
  return { format: (await hasAt(disk, 0x8001, 'CD001')) ? 'iso' : 'raw', virtualSize: disk.size }
}

const hasAt = async (disk: DiskReader, offset: number, magic: string): Promise<boolean> =>
  offset >= 0 && (await disk.read(offset, magic.length)).toString('latin1') === magic

/** Refuses a disk that is not what its owner says, since a host would read it as that. */
export function assertDeclared(declared: string, found: InspectedDisk): void {
  // A kernel, a ramdisk or a hybrid ISO is raw bytes to a guest.
  const isRaw = ['raw', 'ami', 'aki', 'ari'].includes(declared)
  if (declared === found.format || (isRaw && ['raw', 'iso'].includes(found.format))) return
  throw refusedDisk(
    `The disk_format is ${declared}, but the file is ${found.format}. Set disk_format to ${found.format}, or convert the file with qemu-img.`,
  )
}
