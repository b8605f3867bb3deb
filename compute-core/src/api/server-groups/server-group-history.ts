import { invalid } from '#platform/errors'
import { type Fields, history, without } from '#platform/service/history'

/** What server groups looked like before. Newest first. */
export const serverGroupHistory = history([
  {
    since: '2.64',
    what: 'A group has one policy and its rules, instead of a list of policies and metadata.',
    addsToRequest: ['policy', 'rules'],
    upgradeRequest: withOnePolicy,
    downgradeView: ({ policy, rules: _rules, ...view }) => ({ ...view, policies: [policy], metadata: {} }),
  },
  {
    since: '2.15',
    what: 'Policies may be soft.',
    upgradeRequest(group) {
      const soft =
        Array.isArray(group['policies']) && group['policies'].some((policy) => String(policy).startsWith('soft-'))
      if (soft) throw invalid('Invalid input for field/attribute policies. Soft policies are known from 2.15 on.')
      return group
    },
  },
  { since: '2.13', what: 'Groups say whose they are.', downgradeView: without('project_id', 'user_id') },
])

function withOnePolicy({ policies, ...group }: Fields): Fields {
  if (!Array.isArray(policies) || policies.length !== 1)
    throw invalid('Invalid input for field/attribute policies. It is a list of exactly one policy.', 'policies')
  return { ...group, policy: policies[0] as unknown }
}
