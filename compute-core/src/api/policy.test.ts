import { expect, test } from 'vitest'
import type { Caller } from '#platform/http/caller'
import { allows, assertAllowed, defaultRules, policyWith, type Rule } from './policy.ts'

const caller = (roles: string[], what: Partial<Caller> = {}) =>
  ({ userId: 'ada', projectId: 'demo', roles, isAdmin: roles.includes('admin'), ...what }) as Caller
const own = { projectId: 'demo' }
const theirs = { projectId: 'other' }

test.each<[string, Rule, Caller, { projectId: string; userId?: string }, boolean]>([
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
  expect(allows(defaultRules, rule, who, target)).toBe(allowed)
})

test('an operator changes a rule', () => {
  const policy = policyWith({ 'os_compute_api:servers:delete': 'nobody' })
  expect(() => assertAllowed(policy, 'os_compute_api:servers:delete', caller(['admin']), own)).toThrow('Nobody may')
})
