import { expect, test } from 'vitest'
import { readJoinToken, writeJoinToken } from './join-token.ts'
import { readPlace, writePlace } from './place.ts'

test.each([
  ['10.0.0.5:8790', '10.0.0.5', 8790],
  ['[fd00::5]:1', 'fd00::5', 1],
  ['https://cloud.example.org:8790/', 'cloud.example.org', 8790],
])('%s is a place', (text, address, port) => {
  expect(readPlace(text)).toEqual({ address, port })
  expect(text).toContain(writePlace({ address, port }))
})

test.each(['10.0.0.5', '10.0.0.5:0', '10.0.0.5:70000', 'fd00::5', 'http://a:1', 'a:1/x', 'a b:1', ''])(
  '"%s" is none',
  (text) => {
    expect(readPlace(text)).toBeUndefined()
  },
)

test('a token is read as it was written, and nothing else is', () => {
  const parts = { fingerprint: 'f'.repeat(43), secret: '-'.repeat(43) }
  const token = writeJoinToken(parts)
  expect(readJoinToken(` ${token}\n`)).toEqual(parts)
  for (const bad of [token.slice(0, -1), `x${token}`, '']) expect(readJoinToken(bad)).toBeUndefined()
})
