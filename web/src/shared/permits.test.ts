import { expect, test } from 'vitest'
import { policyReason } from './permits.ts'

const ofDomains =
  'the admin role, or the admin role in the same domain in the same domain, or a target whose target.role.domain_id is None, or the manager role in the same domain'

test.each([
  ['the admin role', 'Requires the admin role.'],
  ['the member role in the project, or the admin role', 'Requires the member role in this project.'],
  ['the manager role in the project, or the admin role', 'Requires the manager role in this project.'],
  ['the admin role, or the service role', 'Requires the admin role, or the service role.'],
  ['the role auditor, or the admin role', 'Requires the role auditor.'],
  ['nobody', 'The policy of this cloud lets nobody do this.'],
  [ofDomains, 'Requires the admin role.'],
])('who passes as “%s” is told as: %s', (who, reason) => {
  expect(policyReason(who)).toBe(reason)
})
