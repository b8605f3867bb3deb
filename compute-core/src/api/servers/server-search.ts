import { serverKeys } from '#domain/server/server-keys'
import type { Server } from '#domain/server/server'
import type { QueryTest, ReadTerm } from '#platform/service/list-query/query-keys'
import { termsOf } from '#platform/service/list-query/list-search'
import type { NamedIds } from '#store/server-search'
import type { ComputeDeps } from '../compute-deps.ts'
import type { RequestContext } from '../route.ts'

/** The terms of a search for servers; keys that are for administrators are refused to whoever may not use all filters. */
export const serverTerms = (context: RequestContext): readonly ReadTerm[] =>
  termsOf(context, serverKeys, context.may('os_compute_api:servers:allow_all_filters'))

/** The statuses that the terms ask for. */
export const statusesIn = (terms: readonly ReadTerm[]): readonly string[] =>
  terms
    .filter(({ key, isNegated }) => key === 'status' && !isNegated)
    .flatMap(({ tests }) => tests.flatMap((test) => (test.kind === 'enum' ? [test.value] : [])))

const viewerOf = ({ caller }: RequestContext) => (caller.seesAll ? 'everybody' : { projectId: caller.projectId })

/** What other services call by the names in the terms; one question for each term. */
export async function namedIn(
  { images, identity }: ComputeDeps,
  context: RequestContext,
  terms: readonly ReadTerm[],
): Promise<NamedIds> {
  const ids = new Map<readonly QueryTest[], readonly string[]>()
  for (const { key, tests } of terms) {
    if (key === 'image') ids.set(tests, await images.named(tests, viewerOf(context)))
    if (key === 'project' || key === 'user') ids.set(tests, await identity.named(key, tests))
  }
  return ids
}

/** The names of what a server has by id; null for what is gone, has none, or is not shown to the caller. */
export interface ServerNames {
  image: string | null
  project: string | null
  user: string | null
}

/** Finds the names of what these servers have by id: one question to each service. */
export async function namesFor(
  { images, identity }: ComputeDeps,
  context: RequestContext,
  servers: readonly Server[],
): Promise<(server: Server) => ServerNames> {
  const each = (id: (server: Server) => string | null) => [...new Set(servers.map(id).filter((one) => one !== null))]
  const [imageNames, projectNames, userNames] = await Promise.all([
    images.namesOf(
      each(({ imageId }) => imageId),
      viewerOf(context),
    ),
    identity.namesOf(
      'project',
      each(({ projectId }) => projectId),
    ),
    identity.namesOf(
      'user',
      each(({ userId }) => userId),
    ),
  ])
  return ({ imageId, projectId, userId }) => ({
    image: (imageId && imageNames.get(imageId)) ?? null,
    project: projectNames.get(projectId) ?? null,
    user: userNames.get(userId) ?? null,
  })
}
