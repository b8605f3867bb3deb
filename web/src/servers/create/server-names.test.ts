import { expect, test } from 'vitest'
import { inShort, namesOf } from './server-names.ts'

test.each([
  ['web', 1, ['web']],
  ['web', 3, ['web-1', 'web-2', 'web-3']],
  ['web-{n}', 3, ['web-1', 'web-2', 'web-3']],
  ['{nn}.web', 2, ['01.web', '02.web']],
  ['web-{n}', 1, ['web-1']],
])('%s for %i servers is %j', (name, count, names) => {
  expect(namesOf({ name, count, firstNumber: 1 })).toEqual(names)
})

test('numbers go on from the first, and grow beyond the digits that were asked for', () => {
  expect(namesOf({ name: 'web-{nn}', count: 3, firstNumber: 98 })).toEqual(['web-98', 'web-99', 'web-100'])
})

test('of many names the first and the last are told', () => {
  expect(inShort(namesOf({ name: 'w{n}', count: 20, firstNumber: 1 }))).toBe('w1, w2, w3, …, w20')
  expect(inShort(['a', 'b'])).toBe('a, b')
})
