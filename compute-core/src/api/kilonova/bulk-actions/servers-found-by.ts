import { invalid } from '#platform/errors'
import type { Query } from '#platform/service/query-rule'
import { listServers } from '#store/server-queries'
import { serverOrder } from '#store/server-conditions'
import type { ComputeDeps } from '../../compute-deps.ts'
import type { RequestContext } from '../../route.ts'
import { serversAskedFor } from '../../servers/server-list.ts'
import { mostServers } from './read-bulk-action.ts'

/** The ids of all servers that a query finds, as the list of servers finds them; a 400 for none, or for more than a run may have. */
export async function serversFoundBy(
  api: ComputeDeps,
  context: RequestContext,
  { query, allProjects }: { query: string; allProjects: boolean },
): Promise<string[]> {
  const asked = { ...context, query: queryOf({ 'kilonova:q': query, ...(allProjects && { all_tenants: '1' }) }) }
  const { visible, conditions } = await serversAskedFor(api, asked, 'index')
  const sort = serverOrder([])
  const servers = await listServers(api.db, { visible, conditions, sort, limit: mostServers + 1 })
  if (servers.length === 0) throw invalid('The query finds no servers. Look at what GET /servers finds by it.', 'query')
  if (servers.length > mostServers)
    throw invalid(
      `The query finds more than ${mostServers} servers. Narrow it, and ask for the rest afterwards.`,
      'query',
    )
  return servers.map(({ id }) => id)
}

/** A query of these parameters alone. */
function queryOf(parameters: Readonly<Record<string, string>>): Query {
  return {
    one: (name) => parameters[name],
    all: (name) => (parameters[name] === undefined ? [] : [parameters[name]]),
    has: (name) => parameters[name] !== undefined,
    names: () => Object.keys(parameters),
  }
}
