import { expect, test } from 'vitest'
import { renamed, timeZoneChoices } from './time-zones.ts'

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

test.each([
  ['Asia/Kolkata', 'Calcutta'],
  ['Europe/Kyiv', 'Kiev'],
  ['Asia/Ho Chi Minh', 'Saigon'],
])('%s is found by its new name and by its old one, %s, once', (name, old) => {
  const found = timeZoneChoices().filter(({ label }) => label.includes(old) || label.startsWith(`${name} `))
  expect(found.map(({ label }) => label)).toEqual([expect.stringMatching(new RegExp(`^${name}, ${old} \\(GMT`))])
})

test('an old and a new name are the same zone', () => {
  const zoneOf = (timeZone: string) => new Intl.DateTimeFormat('en', { timeZone }).resolvedOptions().timeZone
  expect(Object.entries(renamed).filter(([old, name]) => zoneOf(old) !== zoneOf(name))).toEqual([])
})
