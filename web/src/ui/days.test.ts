import { expect, test } from 'vitest'
import { endOfDay, isDate, startOfDay } from './days.ts'

test('days begin where the person lives', () => {
  expect(startOfDay('2026-03-29', 'Europe/Berlin').toISOString()).toBe('2026-03-28T23:00:00.000Z')
  expect(startOfDay('2026-03-30', 'Europe/Berlin').toISOString()).toBe('2026-03-29T22:00:00.000Z')
  expect(startOfDay('2026-11-30', 'America/Los_Angeles').toISOString()).toBe('2026-11-30T08:00:00.000Z')
})

test.each([
  ['2026-11-30', 'UTC', '2026-11-30T23:59:59.000Z'],
  ['2026-11-30', 'Asia/Tokyo', '2026-11-30T14:59:59.000Z'],
  ['2026-11-30', 'America/Los_Angeles', '2026-12-01T07:59:59.000Z'],
  ['2026-03-29', 'Europe/Berlin', '2026-03-29T21:59:59.000Z'],
])('%s ends in %s at %s', (day, zone, end) => {
  expect(endOfDay(day, zone).toISOString()).toBe(end)
})

test.each(['', '2026-02-30', '12026-11-30', '2026-1-1'])('%j is no day', (text) => {
  expect(isDate(text)).toBe(false)
})
