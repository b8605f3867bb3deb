import { execFileSync } from 'node:child_process'
import { chmod, mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { sourceFiles } from '#test/source-files'
import { qemuImg, qemuImgUnprivileged } from './qemu-img.ts'

const mib = 2 ** 20

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kilonova-qemu-img-'))
  await chmod(folder, 0o711)
})
afterEach(() => rm(folder, { recursive: true }))

const create = (...args: string[]) => execFileSync('qemu-img', ['create', '-q', ...args], { cwd: folder })
const modeOf = async (name: string) => (await stat(join(folder, name))).mode & 0o777

test('what reads a disk writes nothing, and what writes one no more than it may', async () => {
  create('-f', 'qcow2', 'disk', '1M')
  const target = join(folder, 'target')
  await expect(qemuImg(['convert', '-O', 'raw', join(folder, 'disk'), target])).rejects.toThrow('File too large')
  await expect(qemuImg(['convert', '-O', 'raw', join(folder, 'disk'), target], { fileBytes: mib })).resolves.toBe('')
})

test("what a stranger has made is read and converted, and the result is nobody else's", async () => {
  create('-f', 'vmdk', 'disk', '1M')
  const [path, target] = [join(folder, 'disk'), join(folder, 'target')]
  const info = await qemuImgUnprivileged(path, (disk) => ['info', '--output=json', disk])
  expect(JSON.parse(info)).toMatchObject({ format: 'vmdk', 'virtual-size': mib })
  await qemuImgUnprivileged(path, (from, to) => ['convert', '-O', 'raw', from, to], { target, fileBytes: mib })
  expect(await stat(target)).toMatchObject({ size: mib, uid: process.getuid?.(), gid: process.getgid?.() })
  expect([await modeOf('disk'), await modeOf('target')]).toEqual([0o600, 0o600])
})

test.runIf(process.getuid?.() === 0)("a disk that refers to a file of the agent's own does not get it", async () => {
  await writeFile(join(folder, 'secret'), Buffer.alloc(mib), { mode: 0o600 })
  create('-f', 'qcow2', '-b', join(folder, 'secret'), '-F', 'raw', 'disk')
  const [path, target] = [join(folder, 'disk'), join(folder, 'target')]
  const limits = { target, fileBytes: mib }
  await expect(qemuImgUnprivileged(path, (from, to) => ['convert', '-O', 'raw', from, to], limits)).rejects.toThrow(
    'Permission denied',
  )
})

test('qemu-img is run within limits, by whoever reads the disks of tenants', () => {
  const root = join(import.meta.dirname, '../../..')
  const free = sourceFiles(root, ['src'], () => 'src')
    .filter(
      ({ path, text }) => !path.endsWith('.test.ts') && /(runProgram|spawn|execFile\w*)\(\s*'qemu-img'/.test(text),
    )
    .map(({ path }) => path)
  expect(free).toEqual(['src/agent/disks/qemu-img.ts'])
})
