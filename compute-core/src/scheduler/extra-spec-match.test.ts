import { expect, test } from 'vitest'
import { satisfies } from './extra-spec-match.ts'

test.each([
  ['8', 8, true],
  ['= 4', 8, true],
  ['= 16', 8, false],
  ['== 8', 8, true],
  ['!= 8', 8, false],
  ['<= 8', 8, true],
  ['s== KVM', 'KVM', true],
  ['s!= KVM', 'KVM', false],
  ['s< b', 'a', true],
  ['<in> vx', 'avx2', true],
  ['<in> vx', ['avx2'], false],
  ['<all-in> aes avx2', ['aes', 'avx2', 'sse'], true],
  ['<all-in> aes vmx', ['aes', 'avx2'], false],
  ['<or> red <or> blue', 'blue', true],
  ['<or> red <or> blue', 'green', false],
  ['red', 'red', true],
  ['=', '=', true],
] as const)('%s of %j is %s', (rule, has, answer) => {
  expect(satisfies(has, rule)).toBe(answer)
})
