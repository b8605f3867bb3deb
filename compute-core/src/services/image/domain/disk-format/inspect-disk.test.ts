import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, openSync, readFileSync, readSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { DiskReader } from './disk-reader.ts'
import { assertDeclared, inspectDisk } from './inspect-disk.ts'

// What QEMU itself makes is the truth about these formats.
let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'kilonova-disks-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

const qemuImg = (...args: string[]) => execFileSync('qemu-img', args, { cwd: folder, stdio: 'pipe' })

function fileReader(name: string): DiskReader {
  const path = join(folder, name)
  const file = openSync(path, 'r')
  return {
    size: statSync(path).size,
    async read(offset, length) {
      const bytes = Buffer.alloc(length)
      return bytes.subarray(0, readSync(file, bytes, 0, length, offset))
    },
  }
}

const memoryReader = (bytes: Buffer): DiskReader => ({
  size: bytes.length,
  read: async (offset, length) => bytes.subarray(offset, offset + length),
})

const megabytes = (count: number): number => count * 1_048_576

test.each([
  ['raw', 'raw', []],
  ['qcow2', 'qcow2', []],
  ['qcow2', 'qcow2', ['-o', 'compat=0.10']],
  ['qcow2', 'qcow2', ['-o', 'preallocation=metadata']],
  ['qcow2', 'qcow2', ['-o', 'preallocation=falloc']],
  ['qcow2', 'qcow2', ['-o', 'preallocation=full']],
  ['qcow2', 'qcow2', ['-o', 'cluster_size=512']],
  ['qcow2', 'qcow2', ['-o', 'cluster_size=2M']],
  ['qcow2', 'qcow2', ['-o', 'refcount_bits=1']],
  ['qcow2', 'qcow2', ['-o', 'refcount_bits=64']],
  ['qcow2', 'qcow2', ['-o', 'extended_l2=on']],
  ['qcow2', 'qcow2', ['-o', 'lazy_refcounts=on']],
  ['qcow2', 'qcow2', ['-o', 'compression_type=zstd']],
  ['vdi', 'vdi', ['-o', 'static=on']],
  ['vhdx', 'vhdx', ['-o', 'subformat=fixed']],
  ['vmdk', 'vmdk', ['-o', 'zeroed_grain=on']],
  ['vmdk', 'vmdk', []],
  ['vmdk', 'vmdk', ['-o', 'subformat=streamOptimized']],
  ['vdi', 'vdi', []],
  ['vhdx', 'vhdx', []],
  ['vhd', 'vpc', ['-o', 'force_size=on']],
  ['vhd', 'vpc', ['-o', 'subformat=fixed,force_size=on']],
])('a %s disk (%s %j) is known by its bytes, with its size', async (format, qemuFormat, extra) => {
  const name = `${qemuFormat}-${extra.at(-1) ?? 'plain'}`
  qemuImg('create', '-q', '-f', qemuFormat, ...extra, name, '8M')
  expect(await inspectDisk(fileReader(name))).toEqual({ format, virtualSize: megabytes(8) })
})

test.each([1, 511, 512, 65_535, 65_537, 1_000_000])(
  'a qcow2 disk that ends with %i bytes of its last cluster is whole, packed or not, with a snapshot in it or without',
  async (more) => {
    writeFileSync(join(folder, 'content'), randomBytes(megabytes(1) + more))
    for (const extra of [[], ['-c']]) {
      qemuImg('convert', '-f', 'raw', '-O', 'qcow2', ...extra, 'content', 'uneven')
      await expect(inspectDisk(fileReader('uneven'))).resolves.toMatchObject({ format: 'qcow2' })
      qemuImg('snapshot', '-c', 'before', 'uneven')
      await expect(inspectDisk(fileReader('uneven'))).resolves.toMatchObject({ format: 'qcow2' })
    }
  },
)

test('a qcow2 disk with a backing file is refused', async () => {
  qemuImg('create', '-q', '-f', 'raw', 'base', '1M')
  qemuImg('create', '-q', '-f', 'qcow2', '-b', 'base', '-F', 'raw', 'overlay')
  await expect(inspectDisk(fileReader('overlay'))).rejects.toThrow('has a backing file')
})

test('a qcow2 disk with an external data file is refused', async () => {
  qemuImg('create', '-q', '-f', 'qcow2', '-o', 'data_file=secrets,data_file_raw=on', 'pointer', '1M')
  await expect(inspectDisk(fileReader('pointer'))).rejects.toThrow('keeps its data in another file')
})

test('a qcow2 disk that only names a data file, without the bit that says so, is refused too', async () => {
  qemuImg('create', '-q', '-f', 'qcow2', '-o', 'data_file=hidden,data_file_raw=on', 'unflagged', '1M')
  const bytes = readFileSync(join(folder, 'unflagged'))
  bytes.writeBigUInt64BE(0n, 72)
  await expect(inspectDisk(memoryReader(bytes))).rejects.toThrow('keeps its data in another file')
})

test.each(['monolithicFlat', 'twoGbMaxExtentSparse', 'twoGbMaxExtentFlat'])(
  'a vmdk of type %s is refused',
  async (kind) => {
    qemuImg('create', '-q', '-f', 'vmdk', '-o', `subformat=${kind}`, `${kind}.vmdk`, '1M')
    await expect(inspectDisk(fileReader(`${kind}.vmdk`))).rejects.toThrow('qemu-img convert')
  },
)

test('a vmdk with a parent is refused', async () => {
  qemuImg('create', '-q', '-f', 'vmdk', 'parent.vmdk', '1M')
  qemuImg('create', '-q', '-f', 'vmdk', '-b', 'parent.vmdk', '-F', 'vmdk', 'child.vmdk')
  await expect(inspectDisk(fileReader('child.vmdk'))).rejects.toThrow('parent')
})

test.each(['qcow2', 'vmdk', 'vdi', 'vhdx'])(
  'a %s file that is cut off is refused, wherever it is cut',
  async (format) => {
    const name = `cut.${format}`
    qemuImg('create', '-q', '-f', format, name, '1M')
    const whole = readFileSync(join(folder, name))
    await expect(inspectDisk(memoryReader(whole.subarray(0, 70)))).rejects.toThrow('cut off')
  },
)

test.each([
  ['qcow2', []],
  ['qcow2', ['-c']],
  ['qcow2', ['-o', 'compat=0.10,cluster_size=4k']],
  ['vmdk', []],
  ['vmdk', ['-o', 'subformat=streamOptimized']],
  ['vdi', []],
  ['vhdx', []],
  ['vpc', []],
])('a %s file of %j with something in it is cut off wherever more than a cluster is missing', async (format, extra) => {
  // Nothing that packs well, in the middle and at the end.
  const content = Buffer.concat([
    Buffer.alloc(megabytes(2)),
    randomBytes(megabytes(2)),
    Buffer.alloc(megabytes(3)),
    randomBytes(megabytes(1)),
  ])
  writeFileSync(join(folder, 'content'), content)
  qemuImg('convert', '-f', 'raw', '-O', format, ...extra, 'content', 'filled')
  const whole = readFileSync(join(folder, 'filled'))
  await expect(inspectDisk(memoryReader(whole))).resolves.toMatchObject({ virtualSize: expect.any(Number) })
  const lengths = Array.from({ length: 24 }, (_, n) => Math.floor(((whole.length - 70_000) * (n + 1)) / 24))
  for (const length of lengths.filter((length) => length > 1000))
    await expect(inspectDisk(memoryReader(whole.subarray(0, length)))).rejects.toThrow(/cut off|damaged/)
})

test('a qcow2 file whose tables overlap is refused, and is not read over and over', async () => {
  qemuImg('create', '-q', '-f', 'qcow2', 'overlapping', '1M')
  const bytes = Buffer.concat([readFileSync(join(folder, 'overlapping')), Buffer.alloc(megabytes(8))])
  const tableAt = Number(bytes.readBigUInt64BE(48))
  for (let entry = 1; entry < 8192; entry++)
    bytes.writeBigUInt64BE(BigInt(megabytes(1) + entry * 512), tableAt + entry * 8)
  const reader = memoryReader(bytes)
  let bytesRead = 0
  const counting = {
    size: reader.size,
    read(offset: number, length: number) {
      bytesRead += length
      return reader.read(offset, length)
    },
  }
  await expect(inspectDisk(counting)).rejects.toThrow('damaged')
  expect(bytesRead).toBeLessThan(bytes.length)
})

test.each(['QFI\xfb\0\0\0\x03', 'KDMV', 'vhdxfile', 'conectix'])(
  'whatever follows %j ends in a verdict or a refusal',
  async (magic) => {
    const disks = Array.from({ length: 256 }, (_, filling) => Buffer.alloc(262_144 + 512, filling))
    for (const disk of disks) disk.write(magic, 'latin1')
    const outcomes = await Promise.allSettled(disks.map((disk) => inspectDisk(memoryReader(disk))))
    const broken = outcomes.filter((outcome) => outcome.status === 'rejected' && outcome.reason.name !== 'CloudError')
    expect(broken).toEqual([])
  },
)

test('an ISO is known, and may be declared raw', async () => {
  const bytes = Buffer.alloc(40_000)
  bytes.write('CD001', 0x8001)
  const iso = await inspectDisk(memoryReader(bytes))
  expect(iso).toEqual({ format: 'iso', virtualSize: 40_000 })
  expect(() => assertDeclared('raw', iso)).not.toThrow()
  expect(() => assertDeclared('iso', iso)).not.toThrow()
})

test.each([
  ['raw', 'qcow2'],
  ['aki', 'vmdk'],
  ['qcow2', 'raw'],
  ['iso', 'raw'],
  ['vhd', 'vhdx'],
] as const)('what is declared %s and is %s is refused, with what it is', (declared, format) => {
  expect(() => assertDeclared(declared, { format, virtualSize: 1 })).toThrow(`Set disk_format to ${format}`)
})
