import { z } from 'zod'
import type { CloudClient } from '../cloud/cloud-client.ts'
import type { ComputeServer } from '../cloud/compute-answers.ts'
import { imageNames } from '../images/image-names.ts'
import type { Session } from '../session/session.ts'
import { serverView } from './server-view.ts'

/** What a list of servers can be asked for. */
export const listQuery = z.object({
  marker: z.string().optional(),
  search: z.string().trim().optional(),
  status: z.string().optional(),
  sort: z.enum(['display_name', 'created_at', 'vm_state']).default('created_at'),
  direction: z.enum(['asc', 'desc']).default('desc'),
  limit: z.coerce.number().int().min(1).max(200).default(50),
})

interface ListAnswer {
  servers: ComputeServer[]
  servers_links?: { rel: string; href: string }[]
}

/** One page of servers in the order asked for, and the marker of the next page. */
export async function listServers(cloud: CloudClient, query: z.infer<typeof listQuery>, session: Session) {
  const [answer, names] = await Promise.all([
    cloud.read<ListAnswer>('compute', `/servers/detail?${novaQuery(query)}`),
    imageNames(cloud),
  ])
  const next = answer.servers_links?.find(({ rel }) => rel === 'next')
  return {
    servers: answer.servers.map((server) => serverView(server, names, session)),
    nextMarker: next ? new URL(next.href, 'http://cloud').searchParams.get('marker') : null,
  }
}

function novaQuery({ marker, search, status, sort, direction, limit }: z.infer<typeof listQuery>): URLSearchParams {
  const query = new URLSearchParams({ sort_key: sort, sort_dir: direction, limit: String(limit) })
  if (marker) query.set('marker', marker)
  if (status) query.set('status', status)
  // Nova reads both as regular expressions; a person means what was typed.
  if (search)
    query.set(/^[\d.]*\.[\d.]*$|:/.test(search) ? 'ip' : 'name', search.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
  return query
}
