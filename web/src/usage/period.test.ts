import { expect, test } from 'vitest'
import { pastMonths, periodIn, stepOf } from './period.ts'

const now = new Date('2026-11-30T12:00:00Z')
const of = (query: string, zone = 'UTC') => {
  const period = periodIn(new URLSearchParams(query), now, zone)
  return period && [period.start.toISOString(), period.stop.toISOString()]
}

test.each([
  ['', '2026-11-01T00:00:00.000Z', now.toISOString()],
  ['period=nonsense', '2026-11-01T00:00:00.000Z', now.toISOString()],
  ['period=last-month', '2026-10-01T00:00:00.000Z', '2026-11-01T00:00:00.000Z'],
  ['period=2026-02', '2026-02-01T00:00:00.000Z', '2026-03-01T00:00:00.000Z'],
  ['period=2025-12', '2025-12-01T00:00:00.000Z', '2026-01-01T00:00:00.000Z'],
  ['period=2026-11', '2026-11-01T00:00:00.000Z', now.toISOString()],
  ['period=2026-13', '2026-11-01T00:00:00.000Z', now.toISOString()],
  ['period=12m', '2025-12-01T00:00:00.000Z', now.toISOString()],
  ['period=7d', '2026-11-24T00:00:00.000Z', now.toISOString()],
  ['period=30d', '2026-11-01T00:00:00.000Z', now.toISOString()],
  ['period=custom&since=2026-02-01&until=2026-02-28', '2026-02-01T00:00:00.000Z', '2026-03-01T00:00:00.000Z'],
  ['period=custom&since=2026-11-30&until=2027-01-01', '2026-11-30T00:00:00.000Z', now.toISOString()],
])('the period of %j is from %s to %s', (query, start, stop) => {
  expect(of(query)).toEqual([start, stop])
})

test.each([
  'since=2026-03-01&until=2026-02-01',
  'since=2026-02-30&until=2026-03-01',
  'since=2026-02-01',
  'since=2027-01-01&until=2027-01-02',
  'since=2020-01-01&until=2026-01-01',
  'since=yesterday&until=today',
])('%s is no period', (query) => {
  expect(of(`period=custom&${query}`)).toBeNull()
})

test('a month begins where the person lives', () => {
  expect(of('period=last-month', 'Europe/Berlin')).toEqual(['2026-09-30T22:00:00.000Z', '2026-10-31T23:00:00.000Z'])
})

test('a month that is still to come is no period', () => {
  expect(of('period=2026-12')).toBeNull()
})

test('months go back over the year', () => {
  expect(pastMonths(new Date('2026-02-10T12:00:00Z'), 'UTC', 3)).toEqual(['2026-02', '2026-01', '2025-12'])
})

test('a long period is told by months', () => {
  const start = new Date('2026-01-01T00:00:00Z')
  expect(stepOf({ start, stop: new Date('2026-03-01T00:00:00Z') })).toBe('day')
  expect(stepOf({ start, stop: new Date('2026-04-01T00:00:00Z') })).toBe('month')
})
