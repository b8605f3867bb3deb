import { expect, test } from 'vitest'
import { periodIn } from './period.ts'

const now = new Date('2026-11-30T12:00:00Z')
const of = (query: string, zone = 'UTC') => {
  const period = periodIn(new URLSearchParams(query), now, zone)
  return period && [period.start.toISOString(), period.stop.toISOString()]
}

test.each([
  ['', '2026-11-01T00:00:00.000Z', now.toISOString()],
  ['period=nonsense', '2026-11-01T00:00:00.000Z', now.toISOString()],
  ['period=last-month', '2026-10-01T00:00:00.000Z', '2026-11-01T00:00:00.000Z'],
  ['period=7d', '2026-11-24T00:00:00.000Z', now.toISOString()],
  ['period=30d', '2026-11-01T00:00:00.000Z', now.toISOString()],
  ['period=custom&from=2026-02-01&to=2026-02-28', '2026-02-01T00:00:00.000Z', '2026-03-01T00:00:00.000Z'],
  ['period=custom&from=2026-11-30&to=2027-01-01', '2026-11-30T00:00:00.000Z', now.toISOString()],
])('the period of %j is from %s to %s', (query, start, stop) => {
  expect(of(query)).toEqual([start, stop])
})

test.each([
  'from=2026-03-01&to=2026-02-01',
  'from=2026-02-30&to=2026-03-01',
  'from=2026-02-01',
  'from=2027-01-01&to=2027-01-02',
  'from=2020-01-01&to=2026-01-01',
  'from=yesterday&to=today',
])('%s is no period', (query) => {
  expect(of(`period=custom&${query}`)).toBeNull()
})

test('a month begins where the person lives', () => {
  expect(of('period=last-month', 'Europe/Berlin')).toEqual(['2026-09-30T22:00:00.000Z', '2026-10-31T23:00:00.000Z'])
})
