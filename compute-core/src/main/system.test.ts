import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { revisionIn } from './system.ts'

const commit = 'a'.repeat(40)

test.each([
  ['a branch', { '.git/HEAD': 'ref: refs/heads/main\n', '.git/refs/heads/main': `${commit}\n` }, commit],
  [
    'a packed branch',
    { '.git/HEAD': 'ref: refs/heads/main\n', '.git/packed-refs': `${commit} refs/heads/main\n` },
    commit,
  ],
  ['a commit', { '.git/HEAD': `${commit}\n` }, commit],
  ['no checkout', {}, null],
])('the revision of %s', async (_what, files, revision) => {
  const folder = await mkdtemp(join(tmpdir(), 'kilonova-checkout-'))
  for (const [name, text] of Object.entries(files)) {
    await mkdir(join(folder, name, '..'), { recursive: true })
    await writeFile(join(folder, name), text)
  }
  expect(await revisionIn(folder)).toBe(revision)
  await rm(folder, { recursive: true })
})
