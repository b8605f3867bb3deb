import { expect, test } from 'vitest'
import { problemIn } from './sign-in-problems.ts'

const providers = [{ id: 'corp', name: 'Corp SSO' }]
const inAddress = (query: string) => problemIn(new URLSearchParams(query), providers)

test('what went wrong at a provider is told with its name', () => {
  expect(inAddress('problem=denied&provider=corp')).toBe('Corp SSO did not sign you in: it was cancelled there.')
})

test.each(['', 'problem=constructor&provider=corp', 'problem=<b>&provider=corp'])('%j says nothing', (query) => {
  expect(inAddress(query)).toBeUndefined()
})

test('a provider that is not one of ours is not named by the address', () => {
  expect(inAddress('problem=unavailable&provider=evil')).toBe('The provider cannot be reached. Try again in a moment.')
})
