import { expect, test } from 'vitest'
import { lastMonthBefore } from './audit-period.ts'

test.each([
  ['2026-11-22T18:00:00Z', '2026-10-01', '2026-11-01'],
  ['2026-01-15T00:00:00Z', '2025-12-01', '2026-01-01'],
  ['2026-11-01T00:00:00Z', '2026-09-01', '2026-10-01'],
  ['2026-11-01T00:00:01Z', '2026-10-01', '2026-11-01'],
])('before %s the last whole month began on %s', (before, begin, end) => {
  const period = lastMonthBefore(new Date(before))
  expect([period.begin, period.end].map((date) => date.toISOString().slice(0, 10))).toEqual([begin, end])
})
