import { expect, test } from 'vitest'
import { defaultChecksOf } from './default-checks.ts'

test.each([
  ['role:admin', true],
  ["role:member and 'system_scope:all':%(name)s", true],
  ['', false],
  ['( @ )', false],
  ['role:admin or @', false],
  ['role:reader and system_scope:all', false],
  ['role:admin and not system_scope:all', false],
])('a rule of a reading with the check "%s" lets who reads the whole cloud pass besides: %s', (check, isBesides) => {
  const rules = { it: check }
  const { it } = defaultChecksOf({ rules, routes: [], reads: ['it'] })
  expect(it).toBe(isBesides ? `(${check}) or rule:system_reader_api` : check)
})
