import { expect, test } from 'vitest'
import { withKey } from './typed-ahead.ts'

test('letters are added, whatever the language, and Backspace takes the last away', () => {
  expect(withKey('we', 'b')).toBe('web')
  expect(withKey('', 'ß')).toBe('ß')
  expect(withKey('a', '😀')).toBe('a😀')
  expect(withKey('a', ' ')).toBe('a ')
  expect(withKey('web', 'Backspace')).toBe('we')
  expect(withKey('', 'Backspace')).toBe('')
})

test('other keys write nothing', () => {
  for (const key of ['Enter', 'Escape', 'Tab', 'F3', 'ArrowDown', 'Process']) expect(withKey('a', key)).toBeUndefined()
})
