/** The formats that an uploaded disk may have. */
export const diskFormats = ['qcow2', 'raw', 'iso', 'vmdk', 'vdi', 'vhd', 'vhdx'] as const

export type DiskFormat = (typeof diskFormats)[number]

const byExtension: Record<string, DiskFormat> = {
  qcow2: 'qcow2',
  qcow: 'qcow2',
  img: 'raw', // by convention only: many .img files are qcow2, so the first bytes decide
  raw: 'raw',
  iso: 'iso',
  vmdk: 'vmdk',
  vdi: 'vdi',
  vhd: 'vhd',
  vpc: 'vhd',
  vhdx: 'vhdx',
}

/** The format that a file's name suggests; undefined if it suggests none. */
export const formatByName = (fileName: string): DiskFormat | undefined =>
  byExtension[fileName.split('.').at(-1)?.toLowerCase() ?? '']

/** The format that a file's first bytes show. They are more reliable than its name. */
export function formatByContent(start: Uint8Array): DiskFormat | undefined {
  const text = (from: number, to: number) => String.fromCharCode(...start.subarray(from, to))
  if (text(0, 4) === 'QFI\xfb') return 'qcow2'
  if (text(0, 4) === 'KDMV') return 'vmdk'
  if (text(0, 8) === 'vhdxfile') return 'vhdx'
  if (text(0, 8) === 'conectix') return 'vhd'
  if (text(0x40, 0x44) === '\x7f\x10\xda\xbe') return 'vdi'
  if (text(0x8001, 0x8006) === 'CD001') return 'iso'
  return undefined
}

/** The most likely format of `file`: raw if nothing suggests another. */
export async function detectFormat(file: File): Promise<DiskFormat> {
  const start = new Uint8Array(await file.slice(0, 0x8006).arrayBuffer())
  return formatByContent(start) ?? formatByName(file.name) ?? 'raw'
}
