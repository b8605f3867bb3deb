import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Caller } from '#platform/http/caller'
import { policyOf } from '#platform/service/policy'
import type { Target } from '#platform/service/policy-expression'
import { computeRules, type Rule } from './policy.ts'

const caller = (roles: string[], what: Partial<Caller> = {}) =>
  ({ userId: 'ada', projectId: 'demo', roles, isAdmin: roles.includes('admin'), ...what }) as Caller
const own = { projectId: 'demo' }
const theirs = { projectId: 'other' }

test.each<[string, Rule, Caller, Target, boolean]>([
  ['a reader reads', 'os_compute_api:servers:show', caller(['reader']), own, true],
  ['a reader changes nothing', 'os_compute_api:servers:delete', caller(['reader']), own, false],
  ['a member changes', 'os_compute_api:servers:delete', caller(['member', 'reader']), own, true],
  ['a member does nothing elsewhere', 'os_compute_api:servers:show', caller(['member', 'reader']), theirs, false],
  ['an administrator does it anywhere', 'os_compute_api:servers:delete', caller(['admin']), theirs, true],
  ['hosts are for administrators', 'os_compute_api:os-hypervisors:list', caller(['member', 'reader']), own, false],
  ['a key is its user’s', 'os_compute_api:os-keypairs:show', caller([]), { ...own, userId: 'ada' }, true],
  ['and nobody else’s', 'os_compute_api:os-keypairs:show', caller(['member']), { ...own, userId: 'eve' }, false],
  [
    'without a project nothing is own',
    'os_compute_api:servers:show',
    caller(['reader'], { projectId: null }),
    own,
    false,
  ],
])('%s', (_what, rule, who, target, allowed) => {
  expect(policyOf(computeRules).allows(rule, who, target)).toBe(allowed)
})

test('the default checks are those of the reference', () => {
  const rows = readFileSync(join(import.meta.dirname, '../../test/reference/compute-policies.csv'), 'utf8')
    .trim()
    .split('\n')
    .slice(1)
  const reference = Object.fromEntries(rows.map((row) => row.split(',').slice(0, 2)))
  const ofNova = Object.entries(computeRules).filter(([rule]) => !rule.startsWith('kilonova:'))
  expect(reference).toMatchObject(Object.fromEntries(ofNova))
})
