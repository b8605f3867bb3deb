import { expect, test } from 'vitest'
import { sparklinePath } from './sparkline-path.ts'

const box = { maximum: 100, width: 22, height: 12 }

test('a line goes from the oldest value at the left to the newest at the right', () => {
  expect(sparklinePath([0, 50, 100], box)).toEqual({
    line: 'M1 11L11 6L21 1',
    area: 'M1 12L1 11L11 6L21 1L21 12Z',
  })
})

test('it is broken where nothing is known, and a single value is a dot', () => {
  expect(sparklinePath([0, null, 100], box).line).toBe('M1 11L1 11M21 1L21 1')
})

test('nothing known is nothing drawn, and too much is drawn as all there is', () => {
  expect(sparklinePath([null, null], box)).toEqual({ line: '', area: '' })
  expect(sparklinePath([200, -5], box).line).toBe('M1 1L21 11')
})
