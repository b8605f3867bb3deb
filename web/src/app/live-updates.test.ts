import { expect, test } from 'vitest'
import { backOffMs, staleKeys } from './live-updates.ts'

test('a change of a server makes its page, the lists, its groups and the overview stale', () => {
  expect(staleKeys({ topic: 'server', id: 's' })).toEqual([
    ['server', 's'],
    ['servers'],
    ['overview'],
    ['create-options'],
    ['server-groups'],
    ['server-diagnostics', 's'],
  ])
})

test('what is not known makes nothing stale', () => {
  expect(staleKeys({ topic: 'weather', id: 'x' })).toEqual([])
})

test('each try waits longer, up to half a minute, and never all browsers at once', () => {
  expect(backOffMs(0, 1)).toBe(1_000)
  expect(backOffMs(3, 1)).toBe(8_000)
  expect(backOffMs(20, 1)).toBe(30_000)
  expect(backOffMs(3, 0)).toBe(4_000)
})
