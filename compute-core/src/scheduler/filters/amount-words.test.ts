import { expect, test } from 'vitest'
import { gbInWords, mbInWords } from './amount-words.ts'

test.each([
  [512, '512 MB'],
  [4096, '4 GB'],
  [15_872, '15.5 GB'],
  [1024 ** 2, '1 TB'],
  [1024 ** 4, '1024 PB'],
])('%d MB are told as %s', (mb, words) => {
  expect(mbInWords(mb, 'down')).toBe(words)
})

test('a disk that nobody has is told in a unit that can be read', () => {
  expect(gbInWords(1_000_000, 'up')).toBe('976.6 TB')
})

test('what is needed is never told like the little less that there is', () => {
  expect([mbInWords(4097, 'up'), mbInWords(4096, 'down')]).toEqual(['4.1 GB', '4 GB'])
  expect([mbInWords(4096, 'up'), mbInWords(4095, 'down')]).toEqual(['4 GB', '3.9 GB'])
})
