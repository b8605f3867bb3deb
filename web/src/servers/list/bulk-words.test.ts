import { expect, test } from 'vitest'
import { ownersOf } from '#shared/owners'
import { consequenceOf, inWords, isCount, isTyped, ownersInWords } from './bulk-words.ts'

test('servers are named as a person would name them', () => {
  expect(inWords(['web-1'], 1)).toBe('web-1')
  expect(inWords(['web-1', 'web-2'], 2)).toBe('web-1 and web-2')
  expect(inWords(['web-1', 'web-2', 'web-3'], 3)).toBe('web-1 and 2 others')
  expect(inWords([], 40)).toBe('All 40 servers that match')
})

test('one server and several are spoken of as one and as several', () => {
  expect(consequenceOf('delete', ['web-1'], 1)).toMatch(/^web-1 will be deleted\. Its disk is lost/)
  expect(consequenceOf('delete', ['web-1', 'web-2'], 7)).toMatch(
    /^web-1 and 6 others will be deleted\. Their disks are lost/,
  )
  expect(consequenceOf('stop', ['web-1'], 1)).toBeUndefined()
})

test.each([
  ['delete', 10, false, false],
  ['delete', 11, false, true],
  ['deleteNow', 11, false, true],
  ['stop', 500, false, false],
  // Whose they are is easily overlooked, however few they are.
  ['delete', 2, true, true],
  ['deleteNow', 2, true, true],
  ['stop', 2, true, false],
] as const)(
  'before %s of %i servers, of several projects: %j, the number is typed: %j',
  (name, count, ofSeveral, typed) => {
    expect(isTyped(name, count, ofSeveral)).toBe(typed)
  },
)

const serversOf = (counts: Readonly<Record<string, number>>) =>
  Object.entries(counts).flatMap(([name, count]) =>
    Array.from({ length: count }, () => ({ projectId: `id of ${name}`, projectName: name })),
  )

test.each([
  [{}, ''],
  [{ alpha: 1 }, '1 server of the project alpha'],
  [{ alpha: 3 }, '3 servers of the project alpha'],
  [{ beta: 3, alpha: 3 }, '6 servers of 2 projects: alpha 3, beta 3'],
  [{ alpha: 1, beta: 4 }, '5 servers of 2 projects: beta 4, alpha 1'],
  [{ a: 9, b: 8, c: 7, d: 6, e: 5, f: 2, g: 1 }, '38 servers of 7 projects: a 9, b 8, c 7, d 6, e 5, others 3'],
])('whose servers they are is said: %j', (counts, words) => {
  expect(ownersInWords(ownersOf(serversOf(counts)))).toBe(words)
})

test('projects are told apart by their ids, and one without a known name is called by it', () => {
  const owners = ownersOf([
    { projectId: '1', projectName: 'web' },
    { projectId: '2', projectName: 'web' },
    { projectId: '3', projectName: null },
  ])
  expect(owners.map(({ name }) => name)).toEqual(['3', 'web', 'web'])
})

test('the number is typed as it is shown, or plainly', () => {
  const typed = ['5000', '5,000', '5.000', ' 5 000 ', '500', '5001', '']
  expect(typed.map((text) => isCount(text, 5_000))).toEqual([true, true, true, true, false, false, false])
})
