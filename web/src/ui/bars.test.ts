import { expect, test } from 'vitest'
import { capacityParts, levelOf, limitOf } from './bars.ts'

test('a bar is amber from 80 per cent and red from 95', () => {
  expect([0, 0.799, 0.8, 0.949, 0.95, 1.2].map(levelOf)).toEqual(['fine', 'fine', 'amber', 'amber', 'red', 'red'])
})

test('what a host keeps for itself is not promised', () => {
  expect(limitOf({ total: 10, reserved: 2, ratio: 4 })).toBe(32)
})

test('without overcommit the bar is as wide as what there is, and has no line', () => {
  expect(capacityParts({ total: 100, reserved: 10, used: 45, ratio: 1 })).toEqual({
    reserved: 10,
    used: 45,
    line: null,
  })
})

test('with overcommit the line shows where what there is ends', () => {
  const parts = capacityParts({ total: 8, reserved: 0, used: 16, ratio: 4 })
  expect(parts).toEqual({ reserved: 0, used: 50, line: 25 })
})

test('more used than allowed still fits into the bar', () => {
  const parts = capacityParts({ total: 10, reserved: 0, used: 20, ratio: 1 })
  expect(parts).toEqual({ reserved: 0, used: 100, line: 50 })
})

test('a host without anything has an empty bar', () => {
  expect(capacityParts({ total: 0, reserved: 0, used: 0, ratio: 1 })).toEqual({ reserved: 0, used: 0, line: null })
})
