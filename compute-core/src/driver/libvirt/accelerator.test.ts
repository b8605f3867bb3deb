import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { accelerator } from './accelerator.ts'

let folder: string
let capable: string
let incapable: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kilonova-cpu-'))
  capable = join(folder, 'capable')
  incapable = join(folder, 'incapable')
  await writeFile(capable, 'flags\t\t: fpu vme svm sse2\n')
  await writeFile(incapable, 'flags\t\t: fpu vme sse2 hypervisor\n')
})
afterAll(() => rm(folder, { recursive: true }))

test('KVM needs a CPU that can and a device to ask through', async () => {
  expect(await accelerator('/dev/null', capable)).toBe('kvm')
  expect(await accelerator(join(folder, 'missing'), capable)).toBe('qemu')
})

test('a device on a CPU that cannot is not trusted', async () => {
  expect(await accelerator('/dev/null', incapable)).toBe('qemu')
})
