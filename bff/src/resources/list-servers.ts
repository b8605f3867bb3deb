import { z } from 'zod'
import type { CloudClient } from '../cloud/cloud-client.ts'
import type { ListedServerView } from '@kilonova/compute-core/api/servers/server-schema'
import type { Scope, Session } from '../request/session.ts'
import { readCounted } from './read-pages.ts'
import { refusalTable } from './server-refusals.ts'
import { serverView } from './server-view.ts'

const sortKey = z.templateLiteral([z.string().regex(/^[a-z_]+$/), ':', z.enum(['asc', 'desc'])])

/**
 * What is looked for in the language of lists, the order (`display_name:asc,created_at:desc`), and the page: after the server `marker`,
 * or before the server `before`.
 */
export const listQuery = z.strictObject({
  q: z.string().trim().default(''),
  marker: z.string().optional(),
  before: z.string().optional(),
  sort: z
    .string()
    .default('created_at:desc')
    .transform((text) => text.split(','))
    .pipe(z.array(sortKey).max(5))
    .transform((keys) =>
      keys.map((one) => {
        const [key, direction] = one.split(':') as [string, 'asc' | 'desc']
        return { key, direction }
      }),
    ),
  limit: z.coerce.number().int().min(1).max(200).default(50),
})

interface ServerList {
  servers: ListedServerView[]
}

type ListQuery = z.infer<typeof listQuery>

/**
 * One page of the servers of the project, or of all projects for administrators: how many match in all, and whether others come before and after it, as the servers to ask with. Each reason why
 * a command is not possible is sent once, in `refusals`; the rows have its id.
 */
export async function listServers(cloud: CloudClient, query: ListQuery, session: Session, scope: Scope) {
  const { servers, total, previous, next } = await pageOf(cloud, query, scope)
  const table = refusalTable(session)
  const rows = servers.map((server) => {
    const { image = null, project = null, user = null } = server['kilonova:names'] ?? {}
    return { ...serverView(server, image), projectName: project, userName: user, refusals: table.idsOf(server) }
  })
  return {
    servers: rows,
    refusals: table.reasons,
    total,
    previousMarker: previous ? servers[0]!.id : null,
    nextMarker: next ? servers.at(-1)!.id : null,
  }
}

interface Page {
  servers: readonly ListedServerView[]
  total: number
  previous: boolean
  next: boolean
}

async function pageOf(cloud: CloudClient, query: ListQuery, scope: Scope): Promise<Page> {
  const { before, limit, marker } = query
  const { servers, total } = await readPage(cloud, query, scope)
  const isMore = servers.length > limit
  if (before === undefined)
    return {
      servers: servers.slice(0, limit),
      total,
      previous: marker !== undefined && servers.length > 0,
      next: isMore,
    }
  // What is left before the first whole page is shown from the start: no page is shorter than the last one.
  if (servers.length < limit) return pageOf(cloud, { ...query, before: undefined }, scope)
  return { servers: servers.slice(-limit), total, previous: isMore, next: true }
}

/** The servers of a page and one more, where there is one: compute is asked for it to know that there is. */
async function readPage(cloud: CloudClient, { q, marker, before, sort, limit }: ListQuery, scope: Scope) {
  const parameters = new URLSearchParams({
    'kilonova:count': 'true',
    'kilonova:names': 'true',
    limit: String(limit + 1),
    ...(scope === 'admin' && { all_tenants: 'true' }),
    ...(q !== '' && { 'kilonova:q': q }),
    ...(marker !== undefined && { marker }),
    ...(before !== undefined && { 'kilonova:before': before }),
  })
  for (const { key, direction } of sort) {
    parameters.append('sort_key', key)
    parameters.append('sort_dir', direction)
  }
  const { body, total } = await readCounted<ServerList>(cloud, 'compute', `/servers/detail?${parameters}`)
  return { servers: body.servers, total }
}
