import { expect, test } from 'vitest'
import { roundAbove } from './stacked-bars.tsx'

test.each([
  [0, 1],
  [0.3, 0.5],
  [1, 1],
  [12, 20],
  [51, 100],
  [200, 200],
  [201, 500],
])('the scale of bars up to %f goes to %f', (amount, top) => {
  expect(roundAbove(amount)).toBe(top)
})
