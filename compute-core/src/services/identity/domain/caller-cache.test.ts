import { expect, test } from 'vitest'
import type { Caller } from '#platform/http/caller'
import { callerCache } from './caller-cache.ts'

const caller = { userName: 'alice' } as Caller

test('a look-up that a change preempts is not remembered', () => {
  const cache = callerCache()
  const remember = cache.begin('key')
  cache.forget()
  remember(caller, 0, 9000)
  expect(cache.find('key', 1)).toBeUndefined()
})

test('a caller is remembered for two seconds, and never past the end of the token', () => {
  const cache = callerCache()
  cache.begin('long')(caller, 0, 9000)
  cache.begin('short')(caller, 0, 500)
  expect([cache.find('long', 1999), cache.find('long', 2000)]).toEqual([caller, undefined])
  expect([cache.find('short', 499), cache.find('short', 500)]).toEqual([caller, undefined])
})
