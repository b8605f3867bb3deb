import { expect, test } from 'vitest'
import { paths, pathsIn, safeBack } from './paths.ts'

test.each([
  ['/servers?search=a', '/servers?search=a'],
  [null, '/'],
  ['', '/'],
  ['https://evil.test/x', '/'],
  ['//evil.test/x', '/'],
  ['/\\evil.test/x', '/'],
  ['javascript:alert(1)', '/'],
  ['//', '/'],
  ['/..//evil.test/x', '/'],
  ['/.//evil.test/x', '/'],
  ['/a/../..//evil.test', '/'],
  ['///evil.test', '/'],
  ['//[', '/'],
  ['/sign-in', '/'],
  ['/sign-in?back=/x', '/'],
  ['/sign-ins', '/sign-ins'],
  ['/bff/session', '/'],
  ['/p/x/../../bff/session', '/'],
  ['/p/bff', '/p/bff'],
])('after signing in %s leads to %s', (back, to) => {
  expect(safeBack(back)).toBe(to)
})

test('the page to return to survives the sign-in address', () => {
  const url = new URL(paths.signIn('/servers?search=a&sort=vm_state'), 'http://here')
  expect(safeBack(url.searchParams.get('back'))).toBe('/servers?search=a&sort=vm_state')
})

test('what a name holds stays one part of the address', () => {
  expect(pathsIn('/p/demo').server('a/../b?c')).toBe('/p/demo/servers/a%2F..%2Fb%3Fc')
})
