import { expect, test } from 'vitest'
import { cellPictures, cellWords, cpuRanges, sharesAll } from './numa-words.ts'

const cell = (id: number, cpus: number[], dedicated_cpus: number[] = []) => ({
  id,
  memory_mb: 1024,
  cpus,
  dedicated_cpus,
})
const guest = (name: string, cpus: number[]) => ({ server_id: name, name, project_id: 'p', cpus })
const cells = [cell(0, [0, 1, 2, 3], [2, 3]), cell(1, [4, 5, 6, 7], [6, 7])]
const names = (guests: readonly { name: string }[]) => guests.map(({ name }) => name)

test('a CPU is shared, free for one server alone, or taken by one', () => {
  const [first, second] = cellPictures(cells, [guest('db', [2, 6]), guest('web', [0, 1])])
  expect(first!.cpus.map(({ use }) => use)).toEqual(['shared', 'shared', 'taken', 'free'])
  expect(names(first!.cpus[2]!.owners)).toEqual(['db'])
  expect([names(first!.owners), names(first!.sharers)]).toEqual([['db'], ['web']])
  expect(second!.cpus.map(({ use }) => use)).toEqual(['shared', 'shared', 'taken', 'free'])
})

test('a server on all CPUs that are shared is listed in no cell', () => {
  const pictures = cellPictures(cells, [guest('web', [0, 1, 4, 5])])
  expect(pictures.flatMap(({ owners, sharers }) => [...owners, ...sharers])).toEqual([])
  expect(sharesAll(guest('web', [0, 1, 4, 5]), cells)).toBe(true)
})

test('a server that also runs on shared CPUs beside its own is no sharer', () => {
  const [first, second] = cellPictures(cells, [guest('mixed', [2, 4, 5])])
  expect([names(first!.owners), names(second!.owners), names(second!.sharers)]).toEqual([['mixed'], [], []])
})

test('who has a CPU is not made up while the host has not said it', () => {
  const [first] = cellPictures(cells, undefined)
  expect(first!.cpus.map(({ use }) => use)).toEqual(['shared', 'shared', 'dedicated', 'dedicated'])
  expect(cellWords(first!)).toBe('Cell 0: 4 CPUs, 2 shared, 2 dedicated')
})

test('the picture of a cell is told in a sentence', () => {
  const [first] = cellPictures(cells, [guest('db', [2])])
  expect(cellWords(first!)).toBe('Cell 0: 4 CPUs, 2 shared, 1 dedicated and taken, 1 dedicated and free')
  expect(cellWords(cellPictures([cell(0, [0])], [])[0]!)).toBe('Cell 0: 1 CPU, 1 shared')
})

test.each([
  [[0, 1, 2, 5], '0–2, 5'],
  [[3], '3'],
  [[8, 1, 0, 7], '0–1, 7–8'],
  [[], ''],
])('the CPUs %j are written as %s', (cpus, words) => {
  expect(cpuRanges(cpus)).toBe(words)
})
