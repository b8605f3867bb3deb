import { expect, test } from 'vitest'
import { timeZoneChoices } from './time-zones.ts'

test('every time zone stands once, with its difference to UTC at this time of the year', () => {
  const labelOf = (zone: string, now: string) =>
    timeZoneChoices(new Date(now)).find(({ value }) => value === zone)?.label
  expect(labelOf('Europe/Berlin', '2026-11-30T12:00:00Z')).toBe('Europe/Berlin (GMT+1)')
  expect(labelOf('Europe/Berlin', '2026-07-01T12:00:00Z')).toBe('Europe/Berlin (GMT+2)')
  expect(labelOf('America/New_York', '2026-11-30T12:00:00Z')).toBe('America/New York (GMT-5)')
  const all = timeZoneChoices().map(({ value }) => value)
  expect(all.filter((zone) => zone === 'UTC')).toHaveLength(1)
  expect(new Set(all).size).toBe(all.length)
})
