import { expect, test } from 'vitest'
import { detectFormat, formatByName } from './disk-format.ts'

test.each([
  ['debian.QCOW2', 'qcow2'],
  ['disk.img', 'raw'],
  ['setup.iso', 'iso'],
  ['README', undefined],
])('the name %s suggests %s', (name, format) => {
  expect(formatByName(name)).toBe(format)
})

test('the first bytes of a file count for more than its name', async () => {
  const qcow2 = new Uint8Array([0x51, 0x46, 0x49, 0xfb, 0, 0, 0, 3])
  expect(await detectFormat(new File([qcow2], 'debian.img'))).toBe('qcow2')
  const iso = new Uint8Array(0x8010)
  iso.set(new TextEncoder().encode('CD001'), 0x8001)
  expect(await detectFormat(new File([iso], 'mystery'))).toBe('iso')
})

test('a file that suggests nothing is raw', async () => {
  expect(await detectFormat(new File(['?'], 'mystery'))).toBe('raw')
})
