import { expect, test } from 'vitest'
import { csvLine } from './csv.ts'

test('commas, quotes and line breaks stay within their field', () => {
  expect(csvLine(['a,b', 'say "hi"', 'two\nlines', 3, true, null, undefined, ''])).toBe(
    '"a,b","say ""hi""","two\nlines",3,true,,,\r\n',
  )
})

test.each(['=HYPERLINK("http://evil")', '+1+1', '-2+3', '@SUM(A1)', '\t=1', ' =1', '\r=1'])(
  'a name like %j is no formula in a spreadsheet',
  (name) => {
    expect(csvLine([name])).toMatch(/^"?'/)
  },
)

test('a number below zero is a number, and a name with a dash inside is itself', () => {
  expect(csvLine([-1, 'web-1'])).toBe('-1,web-1\r\n')
})
