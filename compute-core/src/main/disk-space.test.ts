import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { fullDisks } from './disk-space.ts'

const data = join(tmpdir(), 'data')
const mib = 1_048_576
const toldOf = (freeMib: Record<string, number>) =>
  fullDisks(data, undefined, async (folder) => (folder in freeMib ? freeMib[folder]! * mib : undefined))

test('a disk with room is no trouble, and neither is a folder that is not there', async () => {
  expect(await toldOf({ [data]: 65 })).toEqual([])
  expect(await fullDisks(join(data, 'nowhere'))).toEqual([])
})

test('the fullest disk is told', async () => {
  expect(await toldOf({ [data]: 900, [join(data, 'images')]: 3, [join(data, 'postgres')]: 20 })).toEqual([
    'The disk of the data folder is full: 3 MiB are left. Free some space.',
  ])
})
