import { expect, test } from 'vitest'
import { continuedLog, linesOf, matchesIn, plainLog } from './log-text.ts'

test('colours, cursor movements and titles are removed, each line ends once', () => {
  const colored = '\u001b[0;32mOK\u001b[0m started\r\r\n\u001b[2J\u001b[?25h\u001b]0;title\u0007login:\u0000'
  expect(plainLog(colored)).toBe('OK started\nlogin:')
})

test('the line break at the end begins no line', () => {
  expect(linesOf('a\n\nb\n')).toEqual(['a', '', 'b'])
  expect(linesOf('')).toEqual([])
})

test('a search finds every place, ignoring case, and is taken literally', () => {
  expect(matchesIn(['Error: error.', 'no', 'ERROR'], 'error')).toEqual([
    { line: 0, from: 0, to: 5 },
    { line: 0, from: 7, to: 12 },
    { line: 2, from: 0, to: 5 },
  ])
  expect(matchesIn(['a.b axb'], 'a.b')).toEqual([{ line: 0, from: 0, to: 3 }])
  expect(matchesIn(['abc'], '')).toEqual([])
})

test.each<[why: string, known: string[], tail: string[], whole: string[] | null]>([
  ['new lines are added', ['a', 'b', 'c'], ['b', 'c', 'd'], ['a', 'b', 'c', 'd']],
  [
    'the line that was being written is replaced',
    ['a', 'b', 'log'],
    ['b', 'login: root', '#'],
    ['a', 'b', 'login: root', '#'],
  ],
  ['a tail longer than what is known is followed', ['a', 'b'], ['a', 'b', 'c', 'd'], ['a', 'b', 'c', 'd']],
  ['lines that repeat are not doubled', ['x', 'x', 'x', 'y'], ['x', 'x', 'y', 'z'], ['x', 'x', 'x', 'y', 'z']],
  ['half of a repetition is no match', ['a', 'b', 'a', 'c', '?'], ['a', 'b', 'a', 'c', 'd'], ['a', 'b', 'a', 'c', 'd']],
  ['a gap is told', ['a', 'b', 'c'], ['x', 'y'], null],
  ['a log that began anew is told', ['a', 'b', 'c'], ['booting'], null],
  ['nothing known is told', [], ['a'], null],
])('%s', (_why, known, tail, whole) => {
  expect(continuedLog(known, tail)).toEqual(whole)
})

test('a log to which nothing was added stays the same object: nothing is drawn again', () => {
  const known = ['a', 'b', 'c']
  expect(continuedLog(known, ['b', 'c'])).toBe(known)
})
