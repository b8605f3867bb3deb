import { safeBack } from '@kilonova/bff/request/safe-back'
import { expect, test } from 'vitest'
import { paths, pathsIn } from './paths.ts'

test('the page to return to survives the sign-in address', () => {
  const url = new URL(paths.signIn('/servers?search=a&sort=vm_state'), 'http://here')
  expect(safeBack(url.searchParams.get('back'))).toBe('/servers?search=a&sort=vm_state')
})

test('what a name holds stays one part of the address', () => {
  expect(pathsIn('/p/demo').server('a/../b?c')).toBe('/p/demo/servers/a%2F..%2Fb%3Fc')
})
