import { expect, test } from 'vitest'
import { complete, completingAt, isHalfTyped, keysFor, valuesFor, valuesOf } from './complete-query.ts'

/** What stands where `|` is. */
const at = (marked: string) => completingAt(marked.replace('|', ''), marked.indexOf('|'))
const completed = (marked: string, chosen: string) => complete(marked.replace('|', ''), at(marked)!, chosen)

test.each([
  ['sta|', { is: 'key', typed: 'sta' }],
  ['|', { is: 'key', typed: '' }],
  ['status:error -ta|', { is: 'key', typed: 'ta' }],
  ['status:er|', { is: 'value', key: 'status', typed: 'er' }],
  ['-status:error,shel|', { is: 'value', key: 'status', typed: 'shel' }],
  ['STATUS:| web', { is: 'value', key: 'status', typed: '' }],
  ['image:"a b",c|', { is: 'value', key: 'image', typed: 'c' }],
])('in %s it is clear what is being typed', (marked, expected) => {
  expect(at(marked)).toMatchObject(expected)
})

test('within a quotation nothing is completed', () => {
  expect(at('"free te|')).toBeUndefined()
})

test('a key goes on with its value', () => {
  expect(completed('sta|', 'status:')).toEqual({ text: 'status:', caret: 7 })
})

test('a value ends its term, and the rest of the query stays', () => {
  expect(completed('status:er| web', 'error')).toEqual({ text: 'status:error web', caret: 12 })
  expect(completed('-status:error,sh|', 'shelved')).toEqual({ text: '-status:error,shelved ', caret: 22 })
})

test('a value with blanks is quoted', () => {
  expect(completed('image:|', 'Debian 13').text).toBe('image:"Debian 13" ')
})

test('what begins as typed comes before what contains it', () => {
  expect(valuesFor('er', ['resize verify', 'error'])).toEqual(['error', 'resize verify'])
})

const keys = {
  status: { kind: 'enum', summary: 'The status.', values: ['ACTIVE', 'ERROR'] },
  host: { kind: 'text', summary: 'The host.', isForAdministrators: true },
  locked: { kind: 'boolean', summary: 'Whether it is locked.' },
} as const

test('keys are offered as they begin, and those for administrators to nobody else', () => {
  expect(keysFor('St', keys)).toEqual(['status'])
  expect(keysFor('', keys)).toEqual(['status', 'locked'])
  expect(keysFor('', keys, true)).toEqual(['status', 'host', 'locked'])
})

test('the values of a key are known by its kind', () => {
  expect(valuesOf(keys.status)).toEqual(['ACTIVE', 'ERROR'])
  expect(valuesOf(keys.locked)).toEqual(['yes', 'no'])
  expect(valuesOf(keys.host)).toEqual([])
})

test.each(['status:', 'web -tag:', 'status:error,', '"free', 'created:<', 'a -'])('%j is half typed', (text) => {
  expect(isHalfTyped(text)).toBe(true)
})

test.each(['web', 'status:error', '"free text"', 'created:<7d', ''])('%j is whole', (text) => {
  expect(isHalfTyped(text)).toBe(false)
})
