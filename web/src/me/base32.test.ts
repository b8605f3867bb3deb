import { expect, test } from 'vitest'
import { newSecret, secretUri, toBase32 } from './base32.ts'

// The test vectors of RFC 4648, without their padding.
test.each([
  ['', ''],
  ['f', 'MY'],
  ['fo', 'MZXQ'],
  ['foo', 'MZXW6'],
  ['foob', 'MZXW6YQ'],
  ['fooba', 'MZXW6YTB'],
  ['foobar', 'MZXW6YTBOI'],
])('%j in base32 is %j', (text, base32) => {
  expect(toBase32(new TextEncoder().encode(text))).toBe(base32)
})

test('a new secret has 160 bits, and is another one each time', () => {
  expect(newSecret()).toMatch(/^[A-Z2-7]{32}$/)
  expect(newSecret()).not.toBe(newSecret())
})

test('the address for apps says whose secret it is, whatever is in the names', () => {
  const uri = new URL(secretUri({ secret: 'MZXW6', user: 'ada lovelace:x', cloud: 'R&D cloud' }))
  expect(uri.protocol).toBe('otpauth:')
  expect(uri.href).toContain('/R%26D%20cloud:ada%20lovelace%3Ax?')
  expect(uri.searchParams.get('issuer')).toBe('R&D cloud')
  expect(uri.searchParams.get('secret')).toBe('MZXW6')
})
