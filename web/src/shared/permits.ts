import type { Rule as ComputeRule } from '@kilonova/compute-core/api/policy'
import type { Rule as IdentityRule } from '@kilonova/compute-core/services/identity/api/policy'
import type { Rule as ImageRule } from '@kilonova/compute-core/services/image/api/policy'
import type { Rule as NetworkRule } from '@kilonova/compute-core/services/network/api/policy'
import type { Rule as PlacementRule } from '@kilonova/compute-core/services/placement/api/policy'
import { queryOptions, useQuery } from '@tanstack/react-query'
import { useCallback } from 'react'
import { t } from '#ui/i18n'
import { call, type Bff } from './bff.ts'
import { useBff } from './scope.tsx'

/** The name of what somebody may do, as the policy of a service has it: `os_compute_api:os-flavor-manage:create`. */
export type PolicyRule = ComputeRule | IdentityRule | ImageRule | NetworkRule | PlacementRule

/** The policy rule of creating servers, which many pages lead to. */
export const toCreateServers = 'os_compute_api:servers:create' satisfies PolicyRule

/** What the policies in force refuse to this person in the scope of `bff`: rules by name, each with who passes it. */
export const permitsQuery = (bff: Bff) =>
  queryOptions({
    queryKey: [bff.scope, 'permits'],
    queryFn: ({ signal }) => call(bff.permits.$get({}, { init: { signal } })).then(({ refused }) => refused),
    staleTime: 60_000,
    meta: { staleAfter: [{ topic: 'project' }] },
  })

/**
 * Finds why this person may not do what policy rules stand for, on this page; nothing where they may. It is asked of the policy that the
 * API itself uses, with what the operator has changed in it. Of several rules, all of which it takes, the first that refuses tells.
 */
export function usePermit(): (...rules: readonly PolicyRule[]) => string | undefined {
  const { data: refused } = useQuery(permitsQuery(useBff()))
  return useCallback((...rules) => refused && refusalBy(refused, rules), [refused])
}

/** The reason that the rules which are refused give, in words. */
export function refusalBy(refused: Readonly<Record<string, string>>, rules: readonly string[]): string | undefined {
  const who = rules.map((rule) => refused[rule]).find((one) => one !== undefined)
  return who === undefined ? undefined : policyReason(who)
}

/** Who passes a rule, as the policy says it, in the language of the person: what an operator has written stays as it is. */
export function policyReason(who: string): string {
  if (who === 'nobody') return t('The policy of this cloud lets nobody do this.')
  const ways = who.split(', or ')
  // That administrators may too is of no use to others, and neither are the many ways of Keystone's rules of domains.
  const roles = ways.filter(
    (one, index) => index === 0 || (one !== 'the admin role' && (one in words() || ways.length < 3)),
  )
  return t('Requires {{who}}.', { who: roles.map(inWords).join(t(', or ')) })
}

const inWords = (who: string) => words()[who] ?? who

/** What the default checks are made of. */
const words = (): Readonly<Record<string, string>> => ({
  'the admin role': t('the admin role'),
  'the manager role in the project': t('the manager role in this project'),
  'the member role in the project': t('the member role in this project'),
  'the reader role in the project': t('the reader role in this project'),
  'the member role in the project of the network': t("the member role in the network's project"),
  'the service role': t('the service role'),
})
