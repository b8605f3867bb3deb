import { execFileSync } from 'node:child_process'
import { mkdtempSync, openSync, readFileSync, readSync, rmSync, statSync } from 'node:fs'
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
