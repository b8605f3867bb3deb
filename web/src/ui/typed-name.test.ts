import { expect, test } from 'vitest'
import { isNameTyped } from './typed-name.tsx'

// What a field of one line can be given, of names that services take.
test.each([
  ['web-1', 'web-1'],
  ['web-1', '  web-1 '],
  [' lead', 'lead'],
  [' lead', ' lead'],
  ['trail ', 'trail'],
  ['a\tb', 'a b'],
  ['a\nb', 'a b'],
  ['a  b', 'a b'],
  ['a\u00A0b', 'a b'],
  ['e\u0301t\u00E9', '\u00E9te\u0301'],
])('%j is confirmed by %j', (name, given) => {
  expect(isNameTyped(given, name)).toBe(true)
})

test.each([
  ['web-1', ''],
  ['web-1', 'web-2'],
  ['a b', 'ab'],
  ['Web', 'web'],
])('%j is not confirmed by %j', (name, given) => {
  expect(isNameTyped(given, name)).toBe(false)
})

test('a name of white space alone is confirmed by some, not by nothing', () => {
  expect(isNameTyped('', ' ')).toBe(false)
  expect(isNameTyped(' ', ' ')).toBe(true)
})
