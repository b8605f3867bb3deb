import type { Caller } from '#platform/http/caller'
import type { Policy } from './policy.ts'
import type { Target } from './policy-expression.ts'

/**
 * The rules that `caller` does not pass, each with who does, by the policy in force. They are asked about something of the caller's own:
 * what is refused there is refused everywhere, so that nothing need be offered that would be refused whatever it is about.
 */
export function refusedTo<Rule extends string>(caller: Caller, policy: Policy<Rule>): Readonly<Record<string, string>> {
  const own = somethingOwn(caller)
  const refused = (Object.keys(policy.checks) as Rule[]).filter((rule) => !policy.allows(rule, caller, own))
  return Object.fromEntries(refused.map((rule) => [rule, policy.whoPasses(rule)]))
}

/** What rules are asked about that is the caller's own, by every name that policies have for its attributes. */
function somethingOwn({ userId, projectId, scopeDomain, roles }: Caller): Target {
  const domainId = scopeDomain?.id
  const named = (names: readonly string[], value: string | null | undefined) =>
    Object.fromEntries(names.map((name) => [name, value]))
  return {
    projectId,
    userId,
    attributes: {
      ...named(['target.user.id', 'target.credential.user_id', 'target.token.user_id'], userId),
      ...named(['target.trust.trustor_user_id', 'target.trust.trustee_user_id'], userId),
      ...named(
        ['owner', 'member_id', 'network:project_id', 'security_group:project_id', 'target.project.id'],
        projectId,
      ),
      ...named(['target.domain.id', 'target.domain_id', 'target.project.domain_id', 'target.user.domain_id'], domainId),
      ...named(['target.group.domain_id'], domainId),
      // The least of the roles that a manager of a domain may give.
      'target.role.name': roles.includes('manager') ? 'member' : undefined,
      'target.role.domain_id': null,
      visibility: 'private',
    },
  }
}
