import { expect, test } from 'vitest'
import { hostnameProblem } from './hostname.ts'

test.each(['web-1', 'web.example.org', ' web '])('%j is a hostname', (name) => {
  expect(hostnameProblem(name)).toBeNull()
})

test.each(['', '  ', 'web 1', 'wéb', '..', 'a/b', 'w'.repeat(256)])('%j is none', (name) => {
  expect(hostnameProblem(name)).not.toBeNull()
})
