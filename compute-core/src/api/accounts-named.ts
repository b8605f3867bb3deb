import { withNamed } from '#platform/service/list-query/named-terms'
import type { ReadTerm } from '#platform/service/list-query/query-keys'
import type { IdentityService } from '#services/identity/identity-service'

/** The terms in which projects and users are looked for by their names as well as by their ids. */
export const withAccountsNamed = async (
  identity: Pick<IdentityService, 'named'>,
  terms: readonly ReadTerm[],
): Promise<readonly ReadTerm[]> =>
  withNamed(await withNamed(terms, 'project', (tests) => identity.named('project', tests)), 'user', (tests) =>
    identity.named('user', tests),
  )
