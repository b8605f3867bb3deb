import { expect, test } from 'vitest'
import type { Caller } from '#platform/http/caller'
import { identityRules } from '#services/identity/api/policy'
import { refusedTo } from './permits.ts'
import { policyOf } from './policy.ts'

const caller = (roles: readonly string[], what: Partial<Caller> = {}) =>
  ({ userId: 'ada', projectId: 'demo', domain: { id: 'default', name: 'Default' }, roles, ...what }) as Caller

const rules = {
  admin: 'role:admin',
  member: 'role:member and project_id:%(project_id)s',
  'servers:create': 'rule:member or rule:admin',
  'hosts:list': 'rule:admin',
  'credentials:show': 'user_id:%(target.user.id)s',
}

test('what a token does not pass is told with who does', () => {
  expect(refusedTo(caller(['member']), policyOf(rules))).toEqual({
    admin: 'the admin role',
    'hosts:list': 'the admin role',
  })
  expect(refusedTo(caller(['admin'], { projectId: null }), policyOf(rules))).toEqual({
    member: 'the member role in the project',
  })
})

test('what an operator has changed counts', () => {
  const policy = policyOf(rules, { 'servers:create': '!', 'hosts:list': 'role:member' })
  expect(refusedTo(caller(['member', 'admin']), policy)).toEqual({ 'servers:create': 'nobody' })
  expect(refusedTo(caller(['member']), policy)).not.toHaveProperty('hosts:list')
})

test('a manager of a domain is refused nothing that may be done in it', () => {
  const manager = caller(['manager', 'member', 'reader'], {
    projectId: null,
    scopeDomain: { id: 'shop', name: 'Shop' },
  })
  const refused = refusedTo(manager, policyOf(identityRules))
  for (const rule of ['create_project', 'create_user', 'create_group', 'create_grant', 'list_users'])
    expect(refused).not.toHaveProperty(`identity:${rule}`)
  expect(refused).toHaveProperty('identity:create_domain', 'the admin role')
  expect(refusedTo(caller(['manager', 'member', 'reader']), policyOf(identityRules))).toHaveProperty(
    'identity:create_grant',
  )
})
