import { expect, test } from 'vitest'
import { gapsOf, isLate, summaryOf, topOf } from './chart-parts.ts'

test('a line is told in three figures', () => {
  expect(summaryOf([1, null, 3])).toEqual({ now: 3, average: 2, maximum: 3 })
  expect(summaryOf([1, 3], [9, 4])).toEqual({ now: 3, average: 2, maximum: 9 })
})

test('what is not known now is not what was known last', () => {
  expect(summaryOf([1, 3, null]).now).toBeNull()
  expect(summaryOf([1, 3], [1, 3], isLate([0, 30], { end: 60, step: 30 })).now).toBe(3)
  expect(summaryOf([1, 3], [1, 3], isLate([0, 30], { end: 300, step: 30 }))).toMatchObject({ now: null, average: 2 })
  expect(summaryOf([null, null])).toEqual({ now: null, average: null, maximum: null })
})

const hour = { start: 0, end: 3600, step: 30 }

test('a gap is where no line knows anything', () => {
  expect(gapsOf([0, 30, 60, 3000, 3030], [[1, 2, null, 4, 5]], { ...hour, end: 3060 })).toEqual([[30, 3000]])
  expect(
    gapsOf(
      [0, 30, 60],
      [
        [1, null, 3],
        [1, 2, 3],
      ],
      { ...hour, end: 90 },
    ),
  ).toEqual([])
})

test('before the first point and after the last one are gaps, too, but not while the next one is awaited', () => {
  expect(gapsOf([600, 630], [[1, 2]], { ...hour, end: 700 })).toEqual([[0, 600]])
  expect(gapsOf([0, 30], [[1, 2]], hour)).toEqual([[30, 3600]])
  expect(gapsOf([], [[]], hour)).toEqual([[0, 3600]])
})

test('a scale ends at a round figure above all values', () => {
  expect(topOf([[1, null]], 100)).toBe(100)
  expect(topOf([[93]], 10)).toBe(200)
  expect(topOf([[71]], 10)).toBe(80)
  expect(topOf([[3000]], 0, 1024)).toBe(4096)
  expect(topOf([[1_500_000]], 0, 1024)).toBe(2 * 1024 ** 2)
  expect(topOf([[]], 1)).toBe(1)
})
