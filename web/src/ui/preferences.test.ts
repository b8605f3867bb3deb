import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { preferences, readPreferences, savePreferences, timeZone } from './preferences.ts'

const stored = new Map<string, string>()
const page = { documentElement: { dataset: {} as Record<string, string> } }
beforeEach(() => {
  stored.clear()
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => stored.get(key) ?? null,
    setItem: (key: string, value: string) => stored.set(key, value),
  })
  vi.stubGlobal('document', page)
})
afterEach(() => vi.unstubAllGlobals())

test('nobody has chosen anything: rows are regular, and times are those of the browser', () => {
  expect(preferences()).toEqual({ timeZone: null, density: 'regular', isNavNarrow: false })
  expect(timeZone()).toBe(Intl.DateTimeFormat().resolvedOptions().timeZone)
})

test('what is saved is kept beside what was saved before', () => {
  savePreferences({ timeZone: 'Asia/Tokyo' })
  savePreferences({ density: 'compact' })
  expect(preferences()).toEqual({ timeZone: 'Asia/Tokyo', density: 'compact', isNavNarrow: false })
  expect(timeZone()).toBe('Asia/Tokyo')
  expect(page.documentElement.dataset['density']).toBe('compact')
})

test('the same choices are the same object, so that nothing is drawn twice', () => {
  savePreferences({ density: 'comfortable' })
  expect(preferences()).toBe(preferences())
})

test.each([
  ['nothing', null],
  ['half a text', '{"density":'],
  ['a number', '7'],
  ['null', 'null'],
  ['words of another version', '{"density":"airy","timeZone":"Moon/Sea of Tranquility"}'],
])('%s in the store counts as no choice', (_what, text) => {
  expect(readPreferences(text)).toEqual({ timeZone: null, density: 'regular', isNavNarrow: false })
})
