import { expect, test } from 'vitest'
import { failureCount } from './failure-count.ts'

test('failures count until the first is as old as the window', () => {
  const count = failureCount({ windowMs: 100, maxKeys: 10 })
  count.add('a', 0)
  count.add('a', 90)
  expect(count.of('a', 99)).toEqual({ failures: 2, untilMs: 100 })
  expect(count.of('a', 100).failures).toBe(0)
})

test('a million keys take the place of ten', () => {
  const count = failureCount({ windowMs: 100, maxKeys: 10 })
  for (let n = 0; n < 1_000_000; n++) count.add(String(n), 0)
  const kept = Array.from({ length: 1_000_000 }, (_, n) => count.of(String(n), 0).failures).filter(Boolean)
  expect(kept).toHaveLength(10)
})
