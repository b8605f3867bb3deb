import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A disk that says one thing and is another, as somebody may upload it. */
export interface HostileImage {
  name: string
  diskFormat: 'qcow2' | 'vmdk' | 'vdi' | 'vhd' | 'vhdx'
  make(): Buffer
  /** What the upload ends with: the sentence of a refusal, or the size that QEMU sees, which nobody's header has to agree with. */
  refused?: RegExp
}

const mib = 2 ** 20

/** A sound disk of 8 MiB, made by QEMU, with `change` done to its bytes. */
function changed(format: string, options: readonly string[], change: (bytes: Buffer) => Buffer | void): Buffer {
  const folder = mkdtempSync(join(tmpdir(), 'kilonova-hostile-'))
  try {
    const path = join(folder, 'disk')
    execFileSync('qemu-img', ['create', '-q', '-f', format, ...options, path, '8M'], { cwd: folder })
    const bytes = readFileSync(path)
    return change(bytes) ?? bytes
  } finally {
    rmSync(folder, { recursive: true })
  }
}

type Case = Omit<HostileImage, 'diskFormat' | 'make'>
const of =
  (diskFormat: HostileImage['diskFormat'], qemuFormat: string, ...options: string[]) =>
  (one: Case, change: (bytes: Buffer) => Buffer | void): HostileImage => ({
    ...one,
    name: `${diskFormat}: ${one.name}`,
    diskFormat,
    make: () => changed(qemuFormat, options, change),
  })

const qcow2 = of('qcow2', 'qcow2')
const vmdk = of('vmdk', 'vmdk')
const vdi = of('vdi', 'vdi')
const vhd = of('vhd', 'vpc')
const fixedVhd = of('vhd', 'vpc', '-o', 'subformat=fixed')
const vhdx = of('vhdx', 'vhdx')

/** A VHD footer with another size, geometry or maker. */
function footer(bytes: Buffer, what: { size?: number; geometry?: [number, number, number]; maker?: string }): Buffer {
  if (what.size !== undefined) bytes.writeBigUInt64BE(BigInt(what.size), 48)
  if (what.geometry) {
    bytes.writeUInt16BE(what.geometry[0], 56)
    bytes.set(what.geometry.slice(1), 58)
  }
  if (what.maker) bytes.write(what.maker, 28, 4, 'latin1')
  bytes.writeUInt32BE(0, 64)
  const sum = bytes.subarray(0, 512).reduce((total, byte) => total + byte, 0)
  bytes.writeUInt32BE(~sum >>> 0, 64)
  return bytes
}

/** Room for 2 GiB in a dynamic VHD whose every block is the first one. */
function manyBlocks(bytes: Buffer): Buffer {
  const header = Number(bytes.readBigUInt64BE(16))
  const tableAt = Number(bytes.readBigUInt64BE(header + 16))
  const [entries, blockBytes] = [1024, 2 * mib]
  bytes.writeUInt32BE(entries, header + 28)
  bytes.writeUInt32BE(0, header + 36)
  const sum = bytes.subarray(header, header + 1024).reduce((total, byte) => total + byte, 0)
  bytes.writeUInt32BE(~sum >>> 0, header + 36)
  const block = tableAt + entries * 4
  const whole = Buffer.alloc(block + 512 + blockBytes + 512, 0xff)
  bytes.copy(whole, 0, 0, tableAt)
  bytes.copy(whole, whole.length - 512, 0, 512)
  for (let entry = 0; entry < entries; entry++) whole.writeUInt32BE(block / 512, tableAt + entry * 4)
  return whole
}

const twoGib: [number, number, number] = [4096, 16, 63]

/** Where the value of a VHDX metadata item lies, by its GUID as it stands in the file. */
function metadataOf(bytes: Buffer, guid: string): number {
  const table = bytes.indexOf('metadata', 0, 'latin1')
  const entry = bytes.indexOf(Buffer.from(guid, 'hex'), table)
  return table + bytes.readUInt32LE(entry + 16)
}
const virtualDiskSize = '2442a52f1bcd7648b2115dbed83bf4b8'
const logicalSectorSize = '1dbf41816fa90947ba47f233a8faab5f'
const fileParameters = '3767a1ca36fa434db3b633f0aa44e76b'

/** A VMDK with its true header at its end, as a stream has it, that says `sectors`. */
function streamed(bytes: Buffer, sectors: bigint): Buffer {
  const last = Buffer.alloc(512 * 3)
  last.writeUInt32LE(3, 12)
  bytes.copy(last, 512, 0, 512)
  last.writeBigUInt64LE(sectors, 512 + 12)
  bytes.writeBigUInt64LE(0xffff_ffff_ffff_ffffn, 56)
  return Buffer.concat([bytes, Buffer.alloc((512 - (bytes.length % 512)) % 512), last])
}

/** Every lie about a disk that we know of, over every format. */
export const hostileImages: readonly HostileImage[] = [
  vhd({ name: 'a geometry of 2 GiB, a size of 1 MiB, one block for all' }, (bytes) =>
    manyBlocks(footer(bytes, { size: mib, geometry: twoGib })),
  ),
  vhd({ name: 'a size of 2 GiB that counts, by its maker' }, (bytes) =>
    manyBlocks(footer(bytes, { size: 2048 * mib, geometry: [16, 16, 63], maker: 'win ' })),
  ),
  vhd({ name: 'the largest geometry, so that the size counts' }, (bytes) =>
    manyBlocks(footer(bytes, { size: 2048 * mib, geometry: [65_535, 16, 255] })),
  ),
  vhd({ name: 'a geometry beyond its table of blocks', refused: /damaged/ }, (bytes) =>
    footer(bytes, { geometry: twoGib }),
  ),
  vhd({ name: 'a disk that builds on another', refused: /builds on another/ }, (bytes) => {
    bytes.writeUInt32BE(4, 60)
  }),
  vhd({ name: 'a table beyond the end', refused: /cut off/ }, (bytes) =>
    manyBlocks(footer(bytes, {})).subarray(0, 2048),
  ),
  fixedVhd({ name: 'a geometry larger than the file' }, (bytes) =>
    Buffer.concat([bytes.subarray(0, -512), footer(Buffer.from(bytes.subarray(-512)), { geometry: twoGib })]),
  ),
  fixedVhd({ name: 'a footer of a dynamic disk at the end', refused: /damaged/ }, (bytes) => {
    bytes.writeUInt32BE(3, bytes.length - 512 + 60)
  }),
  vmdk({ name: 'a capacity of 2 GiB' }, (bytes) => {
    bytes.writeBigUInt64LE(4_194_304n, 12)
  }),
  vmdk({ name: 'another capacity at its end, which counts' }, (bytes) => streamed(bytes, 4_194_304n)),
  vmdk({ name: 'a header at its end that is not there', refused: /cut off/ }, (bytes) =>
    streamed(bytes, 4_194_304n).subarray(0, -512),
  ),
  vmdk({ name: 'a parent that is named within a line', refused: /has a parent/ }, (bytes) => {
    bytes.write('# parentFileNameHint="/etc/passwd"\n', bytes.indexOf('# The Disk Data Base', 0, 'latin1'), 'latin1')
  }),
  vmdk(
    { name: 'two descriptions, the sound one where QEMU does not look', refused: /where QEMU does not look/ },
    (bytes) => {
      const at = Math.ceil(bytes.length / 512)
      const sound = Buffer.from(bytes.subarray(512, 512 + 20 * 512))
      bytes.writeBigUInt64LE(BigInt(at), 28)
      bytes.write('parentFileNameHint="/etc/passwd"\n', 512, 'latin1')
      return Buffer.concat([bytes, Buffer.alloc(at * 512 - bytes.length), sound])
    },
  ),
  vmdk({ name: 'a parent behind the length that the header gives', refused: /has a parent/ }, (bytes) => {
    bytes.writeBigUInt64LE(2n, 36)
    bytes.fill(' ', bytes.indexOf(0, 512), 512 + 3 * 512)
    bytes.write('parentFileNameHint="/etc/passwd"\n', 512 + 3 * 512, 'latin1')
  }),
  vmdk({ name: 'no capacity, and a file of the host as its part', refused: /no description|parts|type/ }, (bytes) => {
    bytes.writeBigUInt64LE(0n, 12)
    const text = 'createType="monolithicFlat"\nRW 1 FLAT "/etc/passwd" 0\n\0'
    bytes.write(text, 512, 'latin1')
  }),
  vmdk({ name: 'data that begins after the end', refused: /cut off/ }, (bytes) => {
    bytes.writeBigUInt64LE(1_000_000n, 64)
  }),
  vmdk({ name: 'a capacity beyond its directory', refused: /damaged/ }, (bytes) => {
    bytes.writeBigUInt64LE(2n ** 40n, 12)
  }),
  vmdk({ name: 'tables of nothing', refused: /damaged/ }, (bytes) => {
    bytes.writeUInt32LE(0, 44)
  }),
  vdi({ name: 'a size that is no multiple of a sector' }, (bytes) => {
    bytes.writeBigUInt64LE(8_000_001n, 0x170)
  }),
  vdi({ name: 'a size beyond its blocks', refused: /damaged/ }, (bytes) => {
    bytes.writeBigUInt64LE(2n ** 31n, 0x170)
  }),
  vdi({ name: 'a parent by its UUID only', refused: /builds on another/ }, (bytes) => {
    bytes[0x1b8] = 1
  }),
  vdi({ name: 'a map of blocks beyond the end', refused: /cut off/ }, (bytes) => {
    bytes.writeBigUInt64LE(2n ** 40n, 0x170)
    bytes.writeUInt32LE(2 ** 20, 0x180)
  }),
  vhdx({ name: 'a size of 2 GiB' }, (bytes) => {
    bytes.writeBigUInt64LE(2n ** 31n, metadataOf(bytes, virtualDiskSize))
  }),
  vhdx({ name: 'a table of blocks beyond what any disk has', refused: /damaged/ }, (bytes) => {
    const entry = bytes.indexOf(Buffer.from('6677c22d23f600429d64115e9bfd4a08', 'hex'), 192 * 1024)
    bytes.writeUInt32LE(0xffff_0000, entry + 24)
  }),
  vhdx({ name: 'sectors of 4096 bytes', refused: /sectors of 4096 bytes/ }, (bytes) => {
    bytes.writeUInt32LE(4096, metadataOf(bytes, logicalSectorSize))
  }),
  vhdx({ name: 'a disk that builds on another', refused: /builds on another/ }, (bytes) => {
    bytes.writeUInt32LE(2, metadataOf(bytes, fileParameters) + 4)
  }),
  qcow2({ name: 'a size that is no multiple of a sector' }, (bytes) => {
    bytes.writeBigUInt64BE(1_000_001n, 24)
  }),
  qcow2({ name: 'a size of 1 GiB that its table has no room for', refused: /damaged/ }, (bytes) => {
    bytes.writeBigUInt64BE(2n ** 30n, 24)
  }),
  qcow2({ name: 'a size of 512 GiB with a table for it' }, (bytes) => {
    bytes.writeBigUInt64BE(2n ** 39n, 24)
    bytes.writeUInt32BE(1024, 36)
    return Buffer.concat([bytes, Buffer.alloc(65_536)])
  }),
  qcow2({ name: 'a backing file', refused: /backing file/ }, (bytes) => {
    bytes.write('/etc/passwd', 600, 'latin1')
    bytes.writeBigUInt64BE(600n, 8)
    bytes.writeUInt32BE(11, 16)
  }),
  qcow2({ name: 'the bit of a data file', refused: /another file/ }, (bytes) => {
    bytes.writeBigUInt64BE(1n << 2n, 72)
  }),
  qcow2({ name: 'a feature that nobody knows', refused: /features/ }, (bytes) => {
    bytes.writeBigUInt64BE(1n << 40n, 72)
  }),
  qcow2({ name: 'AES', refused: /encrypted/ }, (bytes) => {
    bytes.writeUInt32BE(1, 32)
  }),
  qcow2({ name: 'LUKS', refused: /encrypted/ }, (bytes) => {
    bytes.writeUInt32BE(2, 32)
  }),
  ...[200, 65_536, 131_072, 196_608, 200_000].map((length) =>
    of(
      'qcow2',
      'qcow2',
      '-o',
      'preallocation=full',
    )({ name: `cut to ${length} bytes`, refused: /cut off/ }, (bytes) => bytes.subarray(0, length)),
  ),
  of(
    'qcow2',
    'qcow2',
    '-o',
    'preallocation=full',
  )({ name: 'cut by its last megabyte', refused: /cut off/ }, (bytes) => bytes.subarray(0, -mib)),
]
