import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { findFile } from './find-file.ts'

const home = mkdtempSync(join(tmpdir(), 'kn-find-'))
afterAll(() => rmSync(home, { recursive: true, force: true }))

test('a program is found below ~/.local/share, and what lies in its own /usr/share is not taken for it', async () => {
  const root = join(home, '.local/share/kilonova/guest-image/root')
  for (const folder of ['bin', 'usr/share/doc', 'usr/share/initramfs-tools/hooks'])
    mkdirSync(join(root, folder), { recursive: true })
  writeFileSync(join(root, 'bin/busybox'), '')
  writeFileSync(join(root, 'usr/share/initramfs-tools/hooks/busybox'), '')
  writeFileSync(join(root, 'usr/share/doc/dropbear'), '')
  expect(await findFile(root, 'busybox')).toBe(join(root, 'bin/busybox'))
  await expect(findFile(root, 'dropbear')).rejects.toThrow('No downloaded package has it')
})
