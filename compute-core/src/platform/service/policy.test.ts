import { expect, test } from 'vitest'
import type { Caller } from '#platform/http/caller'
import { policyOf } from './policy.ts'
import type { Target } from './policy-expression.ts'

const caller = (what: Partial<Caller>) =>
  ({
    userId: 'ada',
    projectId: 'demo',
    domain: { id: 'default' },
    roles: [],
    isAdmin: false,
    systemScope: false,
    ...what,
  }) as Caller
const member = caller({ roles: ['member', 'reader'] })
const own: Target = { projectId: 'demo', userId: 'ada' }
const theirs: Target = { projectId: 'other', userId: 'eve' }

test.each<[string, Caller, Target, boolean]>([
  ['', member, theirs, true],
  ['@', member, theirs, true],
  ['!', caller({ isAdmin: true, roles: ['admin'] }), own, false],
  ['role:member and project_id:%(project_id)s', member, own, true],
  ['role:member and project_id:%(project_id)s', member, theirs, false],
  ['project_id:%(project_id)s', caller({ projectId: null }), { projectId: null }, false],
  ['role:admin or role:reader', member, theirs, true],
  ['role:admin or (role:reader and user_id:%(user_id)s)', member, theirs, false],
  ['not role:admin', member, own, true],
  ['is_admin:True', caller({ isAdmin: true }), own, true],
  ['is_admin:1', member, own, false],
  ['role:reader and system_scope:all', caller({ roles: ['reader'], systemScope: true }), theirs, true],
  ['role:reader and system_scope:all', member, theirs, false],
  ["'public':%(visibility)s", member, { attributes: { visibility: 'public' } }, true],
  ["'public':%(visibility)s", member, { attributes: { visibility: 'private' } }, false],
  ['field:networks:shared=True', member, { attributes: { shared: true } }, true],
  ['field:networks:shared=True', member, { attributes: { shared: false } }, false],
  ['field:port:device_owner=~^network:', member, { attributes: { device_owner: 'network:dhcp' } }, true],
  ['field:port:device_owner=~^network:', member, { attributes: { device_owner: 'compute:nova' } }, false],
  ['field:port:device_owner=~^network:', member, {}, false],
  ['user_id:%(target.user.id)s', member, { attributes: { 'target.user.id': 'ada' } }, true],
  ['user_id:%(target.user.id)s', member, {}, false],
  ['domain_id:None', member, own, true],
  ['project_id:None', member, own, false],
  ['None:%(target.role.domain_id)s', member, { attributes: { 'target.role.domain_id': null } }, true],
  ['None:%(target.role.domain_id)s', member, { attributes: { 'target.role.domain_id': 'default' } }, false],
  ['None:%(target.role.domain_id)s', member, {}, false],
  ['rule:owner or role:admin', member, own, true],
  ['rule:owner or role:admin', member, theirs, false],
])('"%s" decides', (check, who, target, allowed) => {
  expect(policyOf({ it: check, owner: 'user_id:%(user_id)s' }).allows('it', who, target)).toBe(allowed)
})

test('a refusal says which rule it was and what that requires', () => {
  const policy = policyOf({
    'servers:delete': 'rule:member_or_admin',
    member_or_admin: 'role:member and project_id:%(project_id)s or role:admin',
  })
  expect(() => policy.permit('servers:delete', caller({}), own)).toThrow(
    'Policy does not allow servers:delete to be performed. It requires the member role in the project, or the admin role.',
  )
})

test('a refusal says whose project it is that is asked for', () => {
  const policy = policyOf({
    'update_port:fixed_ips': 'role:admin or role:member and rule:network_owner',
    network_owner: 'project_id:%(network:project_id)s',
    group: 'tenant_id:%(security_group:tenant_id)s',
  })
  expect(policy.whoPasses('update_port:fixed_ips')).toBe(
    'the admin role, or the member role in the project of the network',
  )
  expect(policy.whoPasses('group')).toBe('in the project of the security group')
})

test('an operator changes a rule', () => {
  const policy = policyOf({ it: 'role:member' }, { it: '!' })
  expect(() => policy.permit('it', member, own)).toThrow('Nobody may.')
})

test.each([
  ['role:member and', /ends where a check is expected/],
  ['(role:member', /bracket that is not closed/],
  ['role:member)', /cannot be read at "\)"/],
  ['member', /"member" is no check/],
  ['projct_id:%(project_id)s', /"projct_id" is not known of a caller/],
  ['not is_admin_project:True', /"is_admin_project" is not known of a caller/],
  ['rule:nowhere', /refers to rule nowhere, which is not defined/],
  ['field:port:device_owner=~[', /Invalid regular expression/],
  ['rule:it', /refers to itself: it → it/],
])('the check "%s" is refused with the reason', (check, reason) => {
  expect(() => policyOf({ it: check })).toThrow(reason)
})
