import { expect, test } from 'vitest'
import { paths, safeBack } from './paths.ts'

test.each([
  ['/servers?search=a', '/servers?search=a'],
  [null, '/'],
  ['', '/'],
  ['https://evil.test/x', '/'],
  ['//evil.test/x', '/'],
  ['/\\evil.test/x', '/'],
  ['javascript:alert(1)', '/'],
])('after signing in %s leads to %s', (back, to) => {
  expect(safeBack(back)).toBe(to)
})

test('the way back survives the sign-in address', () => {
  const url = new URL(paths.signIn('/servers?search=a&sort=vm_state'), 'http://here')
  expect(safeBack(url.searchParams.get('back'))).toBe('/servers?search=a&sort=vm_state')
})
