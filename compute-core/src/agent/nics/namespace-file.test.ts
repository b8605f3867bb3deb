import { mkdtemp, mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { removeNamespaceFile } from './namespace-file.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kilonova-netns-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

test('the file of a namespace that is none any more is removed', async () => {
  const left = join(folder, 'left')
  await writeFile(left, '')
  await removeNamespaceFile(left)
  expect(await readdir(folder)).toEqual([])
  await removeNamespaceFile(left)
})

test('what cannot be removed is named with its cure, for the host and not for its tenants', async () => {
  const stuck = join(folder, 'stuck')
  await mkdir(join(stuck, 'busy'), { recursive: true })
  const failure = await removeNamespaceFile(stuck).catch((error: Error) => error)
  expect((failure as Error).message).not.toContain(stuck)
  expect(((failure as Error).cause as Error).message).toContain(`Type: umount -l ${stuck}; rm -r ${stuck}`)
})
