import { expect, test } from 'vitest'
import { countdown, hostNameRefusal, joiningLook, joiningOf, remainingMs } from './join-words.ts'

const open = { used_at: null, is_reporting: false }
const used = { used_at: '2026-01-01T00:00:00Z', is_reporting: false }

test('a machine is waited for, has joined, and is among the hosts; or its hour is over', () => {
  expect(joiningOf(undefined, false)).toBe('waiting')
  expect(joiningOf(open, false)).toBe('waiting')
  expect(joiningOf(open, true)).toBe('over')
  expect(joiningOf(used, false)).toBe('joined')
  // It joined in the last second.
  expect(joiningOf(used, true)).toBe('joined')
  expect(joiningOf({ ...used, is_reporting: true }, true)).toBe('here')
})

test('what has become of it is told by the name that it has joined by', () => {
  expect(joiningLook('here', 'rack-7')).toEqual({ word: 'rack-7 is a host of this cloud', tone: 'good' })
  expect(joiningLook('joined', 'rack-7').word).toBe('rack-7 has joined, and has not reported yet')
  expect(joiningLook('over', '').tone).toBe('idle')
  expect(joiningLook('waiting', '').tone).toBe('moving')
})

test('the time that is left goes down by the clock of the page, never up and never below nothing', () => {
  expect(remainingMs(3600, 1000, 61_000)).toBe(3_540_000)
  expect(remainingMs(3600, 61_000, 1000)).toBe(3_600_000)
  expect(remainingMs(1, 0, 60_000)).toBe(0)
  expect(countdown(3_600_000)).toBe('60 min 0 s')
  expect(countdown(61_001)).toBe('1 min 2 s')
  expect(countdown(900)).toBe('1 s')
})

test('a host may have the names that the API takes', () => {
  for (const name of ['', 'rack-1.example.org', 'node_7']) expect(hostNameRefusal(name)).toBeUndefined()
  for (const name of ['a b', 'a;b', 'köln']) expect(hostNameRefusal(name)).toContain('Letters')
  for (const name of ['-x', 'join-tokens']) expect(hostNameRefusal(name)).toBe('No host may be called so.')
})
