import { z } from 'zod'
import { hypervisorKeys } from '#domain/host/hypervisor-keys'
import { numberOf } from '#domain/host/service-state'
import { CloudError, invalid, notFound } from '#platform/errors'
import { type HostId, isUuid } from '#platform/ids'
import { type HostInUse, listHostsInUse, serversByHost } from '#store/host-queries'
import { hypervisorPage, hypervisorSortKeys } from '#store/host-search'
import type { ListFound } from '#platform/db/listing'
import type { ComputeDeps } from '../compute-deps.ts'
import { asBoolean, hostField, limitValue } from '#platform/service/fields'
import {
  countHeader,
  pageBefore,
  searchParameters,
  termsOf,
  wantsCount,
} from '#platform/service/list-query/list-search'
import { sortOf, sortParameters } from '#platform/service/list-query/list-sort'
import { nextLinks, pageOf } from '#platform/service/page'
import type { QueryRule } from '#platform/service/query-rule'
import { type RequestContext, route } from '../route.ts'
import { heartbeatOf } from './heartbeat.ts'
import { uptimeOf, viewHypervisor, viewStatistics } from './view-hypervisor.ts'
import { linksSchema } from '#platform/service/links'
import { briefHypervisorSchema, hypervisorSchema } from './hypervisor-schema.ts'

const listQuery: QueryRule = {
  closedSince: '2.53',
  parameters: {
    limit: { since: '2.33', value: limitValue },
    marker: { since: '2.33' },
    hypervisor_hostname_pattern: { since: '2.53', once: true, value: hostField },
    with_servers: { since: '2.53', once: true },
    'kilonova:before': { ...pageBefore['kilonova:before'], since: '2.33' },
    ...sortParameters(hypervisorSortKeys),
    ...searchParameters(hypervisorKeys),
  },
}

function withServers({ query }: RequestContext): boolean {
  const asked = query.one('with_servers')
  const parsed = asked === undefined ? false : asBoolean(asked)
  if (parsed === undefined) throw invalid(`Invalid value with_servers=${asked}. Send true or false.`, 'with_servers')
  return parsed
}

/** Hosts by number before 2.53, by UUID since; what cannot be an id is a 400 since then, and a 404 before. */
async function hostById({ db }: ComputeDeps, context: RequestContext, id: string): Promise<HostInUse | undefined> {
  if (!context.since('2.53')) return (await listHostsInUse(db)).find((host) => String(numberOf(host.id)) === id)
  if (!isUuid(id)) throw invalid(`Invalid uuid ${id}.`, 'id')
  return (await listHostsInUse(db, { id: id.toLowerCase() as HostId }))[0]
}

/** The page asked for; a pattern finds what it finds on one, and a 404 where that is nothing. */
async function found(api: ComputeDeps, context: RequestContext): Promise<ListFound<HostInUse>> {
  const { query } = context
  const { limit, marker, before } = pageOf(context, api.config.max_limit)
  const asked = {
    terms: termsOf(context, hypervisorKeys),
    order: sortOf(context, [{ key: 'hypervisor_hostname', direction: 'asc' }]),
    isCounted: wantsCount(context),
  }
  const namePart = query.one('hypervisor_hostname_pattern')
  if (namePart === undefined) {
    const edges = { marker: await uuidOf(api, context, marker), before: await uuidOf(api, context, before) }
    return hypervisorPage(api.db, heartbeatOf(api), { ...asked, ...edges, limit })
  }
  if (query.has('limit') || query.has('marker'))
    throw invalid('A pattern and pages do not go together: leave limit and marker out.', 'hypervisor_hostname_pattern')
  const page = await hypervisorPage(api.db, heartbeatOf(api), { ...asked, namePart })
  if (page.rows.length === 0) throw notFound('A hypervisor that matches', namePart)
  return page
}

/** The UUID of a host that a marker names, by its number before 2.53. */
async function uuidOf(api: ComputeDeps, context: RequestContext, marker: string | undefined) {
  if (marker === undefined || context.since('2.53')) return marker
  return (await hostById(api, context, marker))?.id ?? marker
}

async function matching({ db }: ComputeDeps, namePart: string): Promise<HostInUse[]> {
  const hosts = await listHostsInUse(db, { namePart })
  if (hosts.length === 0) throw notFound('A hypervisor that matches', namePart)
  return hosts
}

async function viewAll(
  api: ComputeDeps,
  context: RequestContext,
  hosts: readonly HostInUse[],
  how: { inFull: boolean; servers: boolean },
) {
  const servers = how.servers ? await serversByHost(api.db) : undefined
  const of = (host: HostInUse) => servers && (servers.get(host.id) ?? []).map(({ id, name }) => ({ name, uuid: id }))
  return hosts.map((host) => viewHypervisor(api, context, host, how.inFull, of(host)))
}

const list = (at: 'GET /os-hypervisors' | 'GET /os-hypervisors/detail', inFull: boolean) =>
  route(at, {
    rule: inFull ? 'os_compute_api:os-hypervisors:list-detail' : 'os_compute_api:os-hypervisors:list',
    query: listQuery,
    response: z.strictObject({
      hypervisors: z.array(inFull ? hypervisorSchema : briefHypervisorSchema),
      hypervisors_links: linksSchema.optional(),
    }),
    summary: inFull ? 'Lists hypervisors with what is known of them.' : 'Lists hypervisors.',
    async handle(api, context) {
      const { rows: hosts, total } = await found(api, context)
      const hypervisors = await viewAll(api, context, hosts, { inFull, servers: withServers(context) })
      const paged = context.since('2.33') && !context.query.has('hypervisor_hostname_pattern')
      const ids = hosts.map(({ id }) => (context.since('2.53') ? id : String(numberOf(id))))
      const links = { name: 'hypervisors_links', path: at.slice(4), page: pageOf(context, api.config.max_limit), ids }
      return {
        headers: countHeader(total),
        body: { hypervisors, ...(paged && nextLinks(context, links)) },
      }
    },
  })

const search = (what: 'search' | 'servers') =>
  route(`GET /os-hypervisors/:id/${what}`, {
    until: '2.52',
    rule: `os_compute_api:os-hypervisors:${what}`,
    async handle(api, context) {
      const hosts = await matching(api, context.params['id']!)
      return {
        body: { hypervisors: await viewAll(api, context, hosts, { inFull: false, servers: what === 'servers' }) },
      }
    },
  })

/** The hypervisors of the cloud's hosts. */
export const hypervisorRoutes = [
  list('GET /os-hypervisors', false),
  list('GET /os-hypervisors/detail', true),
  search('search'),
  search('servers'),
  route('GET /os-hypervisors/statistics', {
    until: '2.87',
    rule: 'os_compute_api:os-hypervisors:statistics',
    query: { alsoAllowed: /./ },
    handle: async ({ db }) => ({ body: { hypervisor_statistics: viewStatistics(await listHostsInUse(db)) } }),
  }),
  route('GET /os-hypervisors/:id', {
    rule: 'os_compute_api:os-hypervisors:show',
    query: { closedSince: '2.53', parameters: { with_servers: { since: '2.53', once: true } } },
    response: z.strictObject({ hypervisor: hypervisorSchema }),
    summary: 'Shows a hypervisor.',
    async handle(api, context) {
      const host = await hostById(api, context, context.params['id']!)
      if (!host) throw notFound('Compute host', context.params['id']!)
      const [hypervisor] = await viewAll(api, context, [host], { inFull: true, servers: withServers(context) })
      return { body: { hypervisor } }
    },
  }),
  route('GET /os-hypervisors/:id/uptime', {
    until: '2.87',
    rule: 'os_compute_api:os-hypervisors:uptime',
    async handle(api, context) {
      const host = await hostById(api, context, context.params['id']!)
      if (!host) throw notFound('Compute host', context.params['id']!)
      const uptime = uptimeOf(api, host)
      if (uptime === undefined)
        throw new CloudError({
          kind: 'not-implemented',
          message: 'This hypervisor does not say how long it has been up.',
        })
      const view = viewHypervisor(api, context, host, false, undefined)
      return { body: { hypervisor: { ...view, uptime } } }
    },
  }),
]
