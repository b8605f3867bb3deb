import { invalid } from '#platform/errors'
import type { OrderImage } from '../orders/order-contract.ts'
import { runProgram } from './run-program.ts'

/** Glance's names of disk formats and QEMU's. */
const qemuFormats = new Map(
  Object.entries({
    raw: 'raw',
    iso: 'raw',
    qcow2: 'qcow2',
    vmdk: 'vmdk',
    vdi: 'vdi',
    vhd: 'vpc',
    vhdx: 'vhdx',
    ploop: 'parallels',
  }),
)

/** The image's format as QEMU calls it: what its owner declared, never what its bytes make believe. */
export function qemuFormat({ id, diskFormat }: OrderImage): string {
  const format = qemuFormats.get(diskFormat)
  if (format === undefined)
    throw invalid(
      `Image ${id} has the disk format ${diskFormat}, which no server can be made from. ` +
        `Use one of ${[...qemuFormats.keys()].join(', ')}.`,
    )
  return format
}

/** The format that the image has in the cache: QEMU lays overlays over these two only. */
export const cachedFormat = (image: OrderImage): 'raw' | 'qcow2' => (qemuFormat(image) === 'qcow2' ? 'qcow2' : 'raw')

/** The disk's size as a guest would see it. Refuses a disk that would make QEMU open files beside it. */
export async function inspectDisk(path: string, format: string, imageId: string): Promise<{ virtualBytes: number }> {
  const info = JSON.parse(await runProgram('qemu-img', ['info', '--output=json', '-f', format, path])) as DiskInfo
  const details = info['format-specific']?.data
  const beside = [info['backing-filename'], details?.['data-file'], ...(details?.extents ?? []).map((e) => e.filename)]
  if (beside.some((file) => file !== undefined && file !== path))
    throw invalid(`Image ${imageId} refers to another file, which could be any file of the host. Flatten it first.`)
  return { virtualBytes: info['virtual-size'] }
}

/** What the qcow2 disk at `path` lies over; a guest may be using it. */
export async function baseOf(
  path: string,
): Promise<{ path: string | undefined; format: string | undefined; virtualBytes: number }> {
  const info = JSON.parse(
    await runProgram('qemu-img', ['info', '--output=json', '-U', '-f', 'qcow2', path]),
  ) as DiskInfo
  return {
    path: info['full-backing-filename'] ?? info['backing-filename'],
    format: info['backing-filename-format'],
    virtualBytes: info['virtual-size'],
  }
}

interface DiskInfo {
  'virtual-size': number
  'full-backing-filename'?: string
  'backing-filename-format'?: string
  'backing-filename'?: string
  'format-specific'?: { data?: { 'data-file'?: string; extents?: { filename?: string }[] } }
}
