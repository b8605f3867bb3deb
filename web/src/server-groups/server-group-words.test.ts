import { expect, test } from 'vitest'
import { promiseOf, ruleOf } from './server-group-words.ts'

test('a policy is told in plain words, with its rule', () => {
  expect(ruleOf({ policy: 'soft-affinity', rules: {} })).toBe('Together where possible')
  expect(ruleOf({ policy: 'anti-affinity', rules: { max_server_per_host: 2 } })).toBe('Apart, at most 2 per host')
})

test('what a group promises takes its rule into account', () => {
  expect(promiseOf({ policy: 'anti-affinity', rules: {} })).toMatch(/^Every server runs on a different host/)
  expect(promiseOf({ policy: 'anti-affinity', rules: { max_server_per_host: 1 } })).toMatch(/^Every server runs on/)
  expect(promiseOf({ policy: 'anti-affinity', rules: { max_server_per_host: 3 } })).toMatch(/more than 3 of them/)
})

test('a policy that these pages do not know is told by its name', () => {
  const group = { policy: 'legacy' as 'affinity', rules: {} }
  expect([ruleOf(group), promiseOf(group)]).toEqual(['legacy', ''])
})
