import { expect, test } from 'vitest'
import { keyValuesProblem, toKeyValues, toRecord } from './key-values.ts'

const lines = (...pairs: [string, string][]) => pairs.map(([key, value], id) => ({ id, key, value }))

test('a record is the same after the editor', () => {
  const record = { team: 'a', role: '' }
  expect(toRecord(toKeyValues(record))).toEqual(record)
})

test('an empty line is left out', () => {
  expect(toRecord(lines([' team ', 'a'], ['', '']))).toEqual({ team: 'a' })
})

test.each([
  [lines(['a', '1'], ['b', '2']), null],
  [lines(['a', '1'], [' a', '2']), 'The key a is used twice.'],
  [lines(['', '1']), 'Every value needs a key.'],
])('%j: %s', (typed, problem) => {
  expect(keyValuesProblem(typed)).toBe(problem)
})
