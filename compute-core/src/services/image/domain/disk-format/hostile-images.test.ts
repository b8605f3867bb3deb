import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { hostileImages } from '#test/hostile-images'
import { inspectDisk } from './inspect-disk.ts'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'kilonova-hostile-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

const inspect = (bytes: Buffer) =>
  inspectDisk({
    size: bytes.length,
    read: async (offset, length) => bytes.subarray(offset, offset + length),
  })

/** What QEMU makes of these bytes; undefined when it does not open them. */
function asQemu(bytes: Buffer, diskFormat: string): { virtualSize: number; others: boolean } | undefined {
  const path = join(folder, 'disk')
  writeFileSync(path, bytes)
  const format = diskFormat === 'vhd' ? 'vpc' : diskFormat
  try {
    const said = execFileSync('qemu-img', ['info', '--output=json', '-f', format, path], { stdio: 'pipe' })
    const info = JSON.parse(said.toString()) as Record<string, unknown>
    return { virtualSize: info['virtual-size'] as number, others: info['backing-filename'] !== undefined }
  } catch {
    return undefined
  }
}

const honest = hostileImages.filter(({ refused }) => refused === undefined)
const refusable = hostileImages.flatMap(({ refused, ...image }) => (refused ? [{ ...image, refused }] : []))

test.each(refusable)('$name is refused', async ({ make, refused }) => {
  await expect(inspect(make())).rejects.toThrow(refused)
})

test.each(honest)('$name is as large as QEMU will see it', async ({ make, diskFormat }) => {
  const bytes = make()
  const truth = asQemu(bytes, diskFormat)
  expect(truth).toMatchObject({ others: false })
  expect(await inspect(bytes)).toEqual({ format: diskFormat, virtualSize: truth?.virtualSize })
})
