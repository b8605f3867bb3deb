import { numberOf } from '#domain/host/service-state'
import { CloudError, invalid, notFound } from '#platform/errors'
import { type HostId, isUuid } from '#platform/ids'
import { type Host, listHosts, serversByHost } from '#store/host-queries'
import type { ComputeDeps } from '../compute-deps.ts'
import { asBoolean, hostField, limitValue } from '../fields.ts'
import { nextLinks, pageOf } from '../page.ts'
import type { QueryRule } from '../query-rule.ts'
import { type Ask, route } from '../route.ts'
import { viewHypervisor, viewStatistics } from './view-hypervisor.ts'

const listQuery: QueryRule = {
  closedSince: '2.53',
  parameters: {
    limit: { since: '2.33', value: limitValue },
    marker: { since: '2.33' },
    hypervisor_hostname_pattern: { since: '2.53', once: true, value: hostField },
    with_servers: { since: '2.53', once: true },
  },
}

function withServers({ query }: Ask): boolean {
  const asked = query.one('with_servers')
  const parsed = asked === undefined ? false : asBoolean(asked)
  if (parsed === undefined) throw invalid(`Invalid value with_servers=${asked}. Send true or false.`, 'with_servers')
  return parsed
}

/** Hosts by number before 2.53, by UUID since; what cannot be an id is a 400 since then, and a 404 before. */
async function hostById({ db }: ComputeDeps, ask: Ask, id: string): Promise<Host | undefined> {
  if (!ask.since('2.53')) return (await listHosts(db)).find((host) => String(numberOf(host.id)) === id)
  if (!isUuid(id)) throw invalid(`Invalid uuid ${id}.`, 'id')
  return (await listHosts(db, { id: id.toLowerCase() as HostId }))[0]
}

async function onePage(api: ComputeDeps, ask: Ask, hosts: readonly Host[]): Promise<Host[]> {
  const { limit, marker } = pageOf(api, ask)
  if (marker === undefined) return hosts.slice(0, limit)
  const last = await hostById(api, ask, marker).catch(() => undefined)
  if (!last) throw invalid(`Marker ${marker} could not be found.`, 'marker')
  return hosts.filter(({ name }) => name > last.name).slice(0, limit)
}

async function hostsFor(api: ComputeDeps, ask: Ask): Promise<Host[]> {
  const pattern = ask.query.one('hypervisor_hostname_pattern')
  if (pattern === undefined) return onePage(api, ask, await listHosts(api.db))
  if (ask.query.has('limit') || ask.query.has('marker'))
    throw invalid('A pattern and pages do not go together: leave limit and marker out.', 'hypervisor_hostname_pattern')
  return matching(api, pattern)
}

async function matching({ db }: ComputeDeps, namePart: string): Promise<Host[]> {
  const hosts = await listHosts(db, { namePart })
  if (hosts.length === 0) throw notFound('A hypervisor that matches', namePart)
  return hosts
}

async function viewAll(api: ComputeDeps, ask: Ask, hosts: readonly Host[], how: { inFull: boolean; servers: boolean }) {
  const servers = how.servers ? await serversByHost(api.db) : undefined
  const of = (host: Host) => servers && (servers.get(host.id) ?? []).map(({ id, name }) => ({ name, uuid: id }))
  return hosts.map((host) => viewHypervisor(api, ask, host, how.inFull, of(host)))
}

const list = (at: 'GET /os-hypervisors' | 'GET /os-hypervisors/detail', inFull: boolean) =>
  route(at, {
    rule: inFull ? 'os_compute_api:os-hypervisors:list-detail' : 'os_compute_api:os-hypervisors:list',
    query: listQuery,
    async handle(api, ask) {
      const hosts = await hostsFor(api, ask)
      const hypervisors = await viewAll(api, ask, hosts, { inFull, servers: withServers(ask) })
      const paged = ask.since('2.33') && !ask.query.has('hypervisor_hostname_pattern')
      const ids = hosts.map(({ id }) => (ask.since('2.53') ? id : String(numberOf(id))))
      const links = { name: 'hypervisors_links', path: at.slice(4), page: pageOf(api, ask), ids }
      return { body: { hypervisors, ...(paged && nextLinks(ask, links)) } }
    },
  })

const search = (what: 'search' | 'servers') =>
  route(`GET /os-hypervisors/:id/${what}`, {
    until: '2.52',
    rule: `os_compute_api:os-hypervisors:${what}`,
    async handle(api, ask) {
      const hosts = await matching(api, ask.params['id']!)
      return { body: { hypervisors: await viewAll(api, ask, hosts, { inFull: false, servers: what === 'servers' }) } }
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
    handle: async ({ db }) => ({ body: { hypervisor_statistics: viewStatistics(await listHosts(db)) } }),
  }),
  route('GET /os-hypervisors/:id', {
    rule: 'os_compute_api:os-hypervisors:show',
    query: { closedSince: '2.53', parameters: { with_servers: { since: '2.53', once: true } } },
    async handle(api, ask) {
      const host = await hostById(api, ask, ask.params['id']!)
      if (!host) throw notFound('Compute host', ask.params['id']!)
      const [hypervisor] = await viewAll(api, ask, [host], { inFull: true, servers: withServers(ask) })
      return { body: { hypervisor } }
    },
  }),
  route('GET /os-hypervisors/:id/uptime', {
    until: '2.87',
    rule: 'os_compute_api:os-hypervisors:uptime',
    async handle(api, ask) {
      const host = await hostById(api, ask, ask.params['id']!)
      if (!host) throw notFound('Compute host', ask.params['id']!)
      if (host.facts.uptime === undefined)
        throw new CloudError({
          kind: 'not-implemented',
          message: 'This hypervisor does not say how long it has been up.',
        })
      const view = viewHypervisor(api, ask, host, false, undefined)
      return { body: { hypervisor: { ...view, uptime: host.facts.uptime } } }
    },
  }),
]
