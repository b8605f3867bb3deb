import { expect, test } from 'vitest'
import { formatAgo, formatBytes, formatDuration, formatMb, humanize } from './format.ts'

test.each([
  [formatMb(512), '512 MB'],
  [formatMb(2048), '2 GB'],
  [formatMb(1536), '1.5 GB'],
  [formatBytes(0), '0 B'],
  [formatBytes(24_117_248), '23 MB'],
  [formatBytes(1_610_612_736), '1.5 GB'],
  [formatDuration(0.4), '0 ms'],
  [formatDuration(-3), '0 ms'],
  [formatDuration(1_234), '1.2 s'],
  [formatDuration(83_000), '1 min 23 s'],
  [formatDuration(3_720_000), '1 h 2 min'],
  [humanize('powering-off'), 'Powering off'],
  [humanize('createDomain'), 'Create domain'],
  [humanize('block_device_mapping'), 'Block device mapping'],
])('%s is written as %s', (written, expected) => {
  expect(written).toBe(expected)
})

test('the past is told in the largest unit that fits', () => {
  const now = new Date('2026-11-22T12:00:00Z')
  const ago = (at: string) => formatAgo(new Date(at), now)
  expect(ago('2026-11-22T11:59:30Z')).toBe('just now')
  expect(ago('2026-11-22T11:57:00Z')).toBe('3 minutes ago')
  expect(ago('2026-11-21T12:00:00Z')).toBe('yesterday')
})
