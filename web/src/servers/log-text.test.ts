import { expect, test } from 'vitest'
import { plainLog, splitAtMatches } from './log-text.ts'

test('colours, cursor jumps and titles are taken out, lines end once', () => {
  const colored = '\u001b[0;32mOK\u001b[0m started\r\r\n\u001b[2J\u001b[?25h\u001b]0;title\u0007login:\u0000'
  expect(plainLog(colored)).toBe('OK started\nlogin:')
})

test('a search cuts at every match whatever its case, and means what was typed', () => {
  expect(splitAtMatches('Error: error.', 'error')).toEqual(['', 'Error', ': ', 'error', '.'])
  expect(splitAtMatches('a.b axb', 'a.b')).toEqual(['', 'a.b', ' axb'])
  expect(splitAtMatches('abc', '')).toEqual(['abc'])
})
