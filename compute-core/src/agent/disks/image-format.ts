import { open } from 'node:fs/promises'
import { dirname } from 'node:path'
import { CloudError, invalid } from '#platform/errors'
import { ProgramError } from '#platform/run-program'
import type { CommandImage } from '../commands/command-contract.ts'
import { diskFailure } from './disk-failure.ts'
import { qemuImg, qemuImgUnprivileged } from './qemu-img.ts'

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
export function qemuFormat({ id, diskFormat }: CommandImage): string {
  const format = qemuFormats.get(diskFormat)
  if (format === undefined)
    throw invalid(
      `Image ${id} has the disk format ${diskFormat}, which no server can be made from. ` +
        `Use one of ${[...qemuFormats.keys()].join(', ')}.`,
    )
  return format
}

/** The format that the image has in the cache: QEMU lays overlays over these two only. */
export const cachedFormat = (image: CommandImage): 'raw' | 'qcow2' => (qemuFormat(image) === 'qcow2' ? 'qcow2' : 'raw')

/** The disk's size as a guest would see it. Refuses a disk that QEMU cannot read, and one that would make it open files beside it. */
export async function inspectDisk(path: string, format: string, imageId: string): Promise<{ virtualBytes: number }> {
  const asked = qemuImgUnprivileged(path, (disk) => ['info', '--output=json', '-f', format, disk])
  const info = JSON.parse(await asked.catch(unreadable(path, format, imageId))) as DiskInfo
  const details = info['format-specific']?.data
  const beside = [info['backing-filename'], details?.['data-file'], ...(details?.extents ?? []).map((e) => e.filename)]
  if (beside.some((file) => file !== undefined && file !== info.filename))
    throw invalid(`Image ${imageId} refers to another file, which could be any file of the host. Flatten it first.`)
  if (info.encrypted) throw invalid(`Image ${imageId} is encrypted, and no host here has its key. Decrypt it first.`)
  return { virtualBytes: info['virtual-size'] }
}

/** The bytes of the disk that are not known to be zero: what it takes once it is converted, however small its file is. */
export async function measure(path: string, format: string, imageId: string): Promise<number> {
  const asked = qemuImgUnprivileged(path, (disk) => ['measure', '--output=json', '-f', format, '-O', 'qcow2', disk])
  const { required } = JSON.parse(await asked.catch(unreadable(path, format, imageId))) as { required: number }
  return required
}

/** Makes a raw disk of the disk at `path`, with its holes. */
export async function convertToRaw(
  path: string,
  target: string,
  disk: { format: string; imageId: string; virtualBytes: number; dataBytes: number },
): Promise<void> {
  const { format, imageId, virtualBytes: fileBytes, dataBytes: bytes } = disk
  await qemuImgUnprivileged(path, (from, to) => ['convert', '-f', format, '-O', 'raw', from, to], {
    target,
    fileBytes,
    bytes,
  }).catch(unreadable(path, format, imageId))
}

/** Throws what went wrong on this host, or that QEMU cannot read the image with what it may use for that. What it said is for administrators. */
const unreadable =
  (path: string, format: string, imageId: string) =>
  (error: unknown): never => {
    const failure = diskFailure(error, dirname(path))
    if (failure instanceof CloudError || !(error instanceof ProgramError)) throw failure
    const message = `Image ${imageId} cannot be read as ${format}. Try it with qemu-img check, or convert it to qcow2.`
    throw new CloudError({ kind: 'invalid', message, detail: error.message }, error)
  }

/** The size of the qcow2 disk at `path` as a guest would see it, as its header has it: one that has been checked. */
export async function qcow2VirtualBytes(path: string): Promise<number> {
  const file = await open(path, 'r')
  try {
    const { buffer } = await file.read(Buffer.alloc(8), 0, 8, 24)
    return Number(buffer.readBigUInt64BE(0) / 512n) * 512
  } finally {
    await file.close()
  }
}

/** What the qcow2 disk at `path` lies over; a guest may be using it. */
export async function baseOf(
  path: string,
): Promise<{ path: string | undefined; format: string | undefined; virtualBytes: number }> {
  const info = JSON.parse(await qemuImg(['info', '--output=json', '-U', '-f', 'qcow2', path])) as DiskInfo
  return {
    path: info['full-backing-filename'] ?? info['backing-filename'],
    format: info['backing-filename-format'],
    virtualBytes: info['virtual-size'],
  }
}

interface DiskInfo {
  filename: string
  encrypted?: boolean
  'virtual-size': number
  'full-backing-filename'?: string
  'backing-filename-format'?: string
  'backing-filename'?: string
  'format-specific'?: { data?: { 'data-file'?: string; extents?: { filename?: string }[] } }
}
