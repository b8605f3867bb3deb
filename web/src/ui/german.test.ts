import { beforeAll, expect, test, vi } from 'vitest'
import { formatAgo, formatBytes, formatDate, formatExact, formatNumber, formatShare } from './format.ts'
import { loadLanguage, t } from './i18n.ts'

beforeAll(async () => {
  vi.stubGlobal('document', { documentElement: {} })
  vi.stubGlobal('navigator', { languages: ['en-US', 'de-DE'] })
  vi.stubGlobal('localStorage', { getItem: () => JSON.stringify({ timeZone: 'Europe/Berlin' }) })
  await loadLanguage('de')
})

test('texts are German, and what is counted has a singular and a plural', () => {
  expect(document.documentElement.lang).toBe('de')
  expect(t('Create server')).toBe('Server erstellen')
  expect(t('{{count}} requests', { count: 1 })).toBe('1 Anfrage')
  expect(t('{{count}} requests', { count: 3 })).toBe('3 Anfragen')
})

test('numbers have a decimal comma, dates a day before the month', () => {
  const at = new Date('2026-11-22T23:30:00Z')
  expect(formatNumber(1234.5)).toBe('1.234,5')
  expect(formatBytes(1_610_612_736)).toBe('1,5 GB')
  expect(formatShare(0.424)).toBe('42\u00A0%')
  expect(formatDate(at)).toBe('23.11.2026')
  expect(formatExact(at)).toBe('23.11.2026, 00:30:00 MEZ')
})

test('how long ago something was is said in German', () => {
  const now = new Date('2026-11-23T12:00:00Z')
  const before = (ms: number) => formatAgo(new Date(now.getTime() - ms), now)
  expect(before(1000)).toBe('gerade eben')
  expect(before(180_000)).toBe('vor 3 Minuten')
  expect(before(7_200_000)).toBe('vor 2 Stunden')
  expect(before(3 * 86_400_000)).toBe('20. Nov.')
})
