import { expect, test } from 'vitest'
import { csvLine } from './csv.ts'

test('a cell with commas, quotes or lines is quoted', () => {
  expect(csvLine(['a,b', 'say "hi"', 'two\nlines', 1, null])).toBe('"a,b","say ""hi""","two\nlines",1,\r\n')
})

test.each(['=1+1', '+1', '-1', '@SUM(A1)', ' =1', '\t=1', '\r=1'])('%j is no formula', (text) => {
  expect(csvLine([text]).replace(/^"/, '')).toMatch(/^'/)
})
