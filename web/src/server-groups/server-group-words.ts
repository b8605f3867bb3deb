import type { ServerGroupView } from '@kilonova/compute-core/api/server-groups/server-group-schema'
import { policies } from '#shared/server-group-policies'
import { t } from '#ui/i18n'

/** What a policy means; for one that was made elsewhere, its name. */
const wordsOf = (policy: string) => policies.find(({ value }) => value === policy)

/** "Apart, at most 2 per host" */
export function ruleOf({ policy, rules }: Pick<ServerGroupView, 'policy' | 'rules'>): string {
  const rule = wordsOf(policy)?.label ?? policy
  const most = rules.max_server_per_host
  return most === undefined ? rule : t('{{rule}}, at most {{most}} per host', { rule, most })
}

/** What the group promises to its servers, in a sentence. */
export const promiseOf = ({ policy, rules }: Pick<ServerGroupView, 'policy' | 'rules'>): string => {
  const most = rules.max_server_per_host
  // The usual promise of this policy is the one for a single server per host.
  if (most !== undefined && most > 1)
    return t('No host runs more than {{most}} of them. Creating a server fails if no such host has room.', { most })
  return wordsOf(policy)?.promise ?? ''
}
