import { expect, test } from 'vitest'
import { keyValuesProblem, toKeyValues, toRecord } from './key-values.ts'

const lines = (...pairs: [string, string][]) => pairs.map(([key, value], id) => ({ id, key, value }))

test('a record survives its way through the editor', () => {
  const record = { team: 'a', role: '' }
  expect(toRecord(toKeyValues(record))).toEqual(record)
})

test('a line that nobody filled in is nothing', () => {
  expect(toRecord(lines([' team ', 'a'], ['', '']))).toEqual({ team: 'a' })
})

test.each([
  [lines(['a', '1'], ['b', '2']), null],
  [lines(['a', '1'], [' a', '2']), 'The key a is there twice.'],
  [lines(['', '1']), 'Each value needs a key.'],
])('%j: %s', (typed, problem) => {
  expect(keyValuesProblem(typed)).toBe(problem)
})
