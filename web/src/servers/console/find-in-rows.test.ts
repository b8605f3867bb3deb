import { expect, test } from 'vitest'
import { findInRows } from './find-in-rows.ts'

const row = (text: string, isWrapped = false) => ({ text, isWrapped })

test('every place is found, ignoring case', () => {
  expect(findInRows([row('Error: '), row('no error')], 'error')).toEqual([
    { row: 0, column: 0, length: 5 },
    { row: 1, column: 3, length: 5 },
  ])
})

test('a word that the edge of the terminal cuts in two is found, one of two lines is not', () => {
  expect(findInRows([row('a login'), row('name is ', true)], 'loginname')).toEqual([{ row: 0, column: 2, length: 9 }])
  expect(findInRows([row('a login'), row('name is ')], 'loginname')).toEqual([])
})

test('nothing sought, nothing found', () => {
  expect(findInRows([row('abc')], '')).toEqual([])
})
