import { expect, test } from 'vitest'
import { safeBack } from './safe-back.ts'

test.each(['/', '/p/demo/servers?q=a#b', '/admin', '/p/%C3%BC', '/p/bff', '/sign-ins'])('%s is a page', (back) => {
  expect(safeBack(back)).toBe(back)
})

test.each([
  undefined,
  null,
  '',
  '//evil.test',
  '/\\evil.test',
  '/\t/evil.test',
  '/..//evil.test',
  '/a/../..//evil.test',
  '/p/x/../../bff/session',
  '//[',
  'https://evil.test',
  'javascript:alert(1)',
  '/bff/session',
  '/sign-in?back=/sign-in',
  '//',
])('%j is none', (back) => {
  expect(safeBack(back)).toBe('/')
})
