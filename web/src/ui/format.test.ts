import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import {
  formatAgo,
  formatBytes,
  formatDate,
  formatDuration,
  formatExact,
  formatGb,
  formatMb,
  formatNumber,
  formatShare,
  humanize,
} from './format.ts'

beforeEach(() => browserOf('en-US', 'Europe/Berlin'))
afterEach(() => vi.unstubAllGlobals())

/** A browser with this first language, whose person chose this time zone. */
function browserOf(language: string, timeZone: string) {
  vi.stubGlobal('navigator', { languages: [language] })
  vi.stubGlobal('localStorage', { getItem: () => JSON.stringify({ timeZone }) })
}

test('sizes are given in the largest unit that fits, up to petabytes', () => {
  expect([0, 1023, 24_117_248, 1_610_612_736].map(formatBytes)).toEqual(['0 B', '1,023 B', '23 MB', '1.5 GB'])
  expect([512, 1536, 2048, 4_218_000, 40_000_000].map(formatMb)).toEqual([
    '512 MB',
    '1.5 GB',
    '2 GB',
    '4 TB',
    '38.1 TB',
  ])
  expect([40, 2048, 3_000_000, 5_000_000_000].map(formatGb)).toEqual(['40 GB', '2 TB', '2.9 PB', '4,768 PB'])
})

test('numbers are written as where the person lives', () => {
  expect(formatNumber(12_345.678)).toBe('12,345.68')
  browserOf('en-IN', 'Asia/Kolkata')
  expect(formatNumber(1_234_567)).toBe('12,34,567')
})

test('a share says nothing and everything only when it is true', () => {
  expect([0, 0.0004, 0.424, 0.999, 1, 1.5].map(formatShare)).toEqual(['0%', '1%', '42%', '99%', '100%', '150%'])
})

test.each([
  [0.4, '0 ms'],
  [-3, '0 ms'],
  [1_234, '1.2 s'],
  [83_000, '1 min 23 s'],
  [119_600, '2 min 0 s'],
  [3_720_000, '1 h 2 min'],
  [190_000_000, '2 d 4 h'],
])('%s milliseconds are %s', (ms, written) => {
  expect(formatDuration(ms)).toBe(written)
})

test.each([
  ['powering-off', 'Powering off'],
  ['createDomain', 'Create domain'],
  ['block_device_mapping', 'Block device mapping'],
])('%s is written as %s', (word, written) => {
  expect(humanize(word)).toBe(written)
})

test('the last 24 hours are told by their distance, what is older by its date', () => {
  const now = new Date('2026-11-22T12:00:00Z')
  const ago = (at: string) => formatAgo(new Date(at), now)
  expect(ago('2026-11-22T11:59:30Z')).toBe('just now')
  expect(ago('2026-11-22T11:57:00Z')).toBe('3 minutes ago')
  expect(ago('2026-11-21T12:00:01Z')).toBe('23 hours ago')
  expect(ago('2026-11-21T11:00:00Z')).toBe('Nov 21')
  expect(ago('2025-11-21T11:00:00Z')).toBe('Nov 21, 2025')
  expect(ago('2026-11-22T12:05:00Z')).toBe('in 5 minutes')
})

test('days and times are those of the person’s time zone, and the exact time names it', () => {
  const newYear = new Date('2026-12-31T23:30:00Z')
  expect(formatDate(newYear)).toBe('Jan 1, 2027')
  expect(formatExact(newYear)).toBe('Jan 1, 2027, 12:30:00 AM GMT+1')
  browserOf('en-GB', 'America/New_York')
  expect(formatDate(newYear)).toBe('31 Dec 2026')
  expect(formatExact(newYear)).toBe('31 Dec 2026, 18:30:00 GMT-5')
})
