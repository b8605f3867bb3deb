import { z } from 'zod'
import type { Server } from '#domain/server/server'
import { forbidden, invalid } from '#platform/errors'
import { serverConditions as where, serverOrder } from '#store/server-conditions'
import { listServers, type ServerCondition } from '#store/server-queries'
import type { ComputeDeps } from '../compute-deps.ts'
import { asBoolean, patternValue, readTime, timeValue } from '../fields.ts'
import { nextLinks, type Page, pageOf, pageParameters } from '../page.ts'
import type { ParameterRule, QueryRule } from '../query-rule.ts'
import { type Ask, route } from '../route.ts'
import { conditionsOf, serverFilters } from './server-filters.ts'
import { serverViewer } from './server-viewer.ts'
import { sortKeysAt } from './server-sort-keys.ts'
import { viewServer, viewServerBriefly } from './view-server.ts'

const patterns = new Set(
  [
    'name display_name description display_description ip ip6 hostname key_name node flavor reservation_id',
    'launched_at terminated_at created_at availability_zone locked_by root_device_name access_ip_v4 access_ip_v6',
  ].flatMap((line) => line.split(' ')),
)
const sinceOf: Readonly<Record<string, ParameterRule['since'] & string>> = {
  tags: '2.26',
  'tags-any': '2.26',
  'not-tags': '2.26',
  'not-tags-any': '2.26',
  'changes-before': '2.66',
  locked: '2.73',
}

function ruleFor(name: string): ParameterRule {
  const since = sinceOf[name]
  const value = name.startsWith('changes-') ? timeValue : patterns.has(name) ? patternValue : undefined
  return { ...(since && { since }), ...(value && { value }) }
}

// Names that Nova knows and that nothing is kept under here: they filter nothing.
const knownOnly = [
  'kernel_id ramdisk_id soft_deleted block_device_mapping services system_metadata info_cache security_groups',
  'pci_devices project_id tenant_id all_tenants deleted',
].flatMap((line) => line.split(' '))

const listQuery: QueryRule = {
  closedSince: '2.75',
  alsoAllowed: /^_/,
  parameters: {
    ...pageParameters,
    ...Object.fromEntries(Object.keys(serverFilters).map((name) => [name, ruleFor(name)])),
    ...Object.fromEntries(knownOnly.map((name) => [name, {}])),
    sort_key: {},
    sort_dir: { value: z.enum(['asc', 'desc']) },
  },
}

/** Which servers the caller can see in this list, whatever the filters: those of the project, or of all that was asked for. */
function scopeOf(ask: Ask, list: 'index' | 'detail'): ServerCondition[] {
  const { caller, query } = ask
  const tenant = query.one('project_id') ?? query.one('tenant_id')
  const asked = query.one('all_tenants')
  const all = asked === undefined ? query.has('tenant_id') && caller.isAdmin : asked === '' || asBoolean(asked)
  if (all === undefined) throw invalid(`Invalid value all_tenants=${asked}. Send true or false.`, 'all_tenants')
  if (!all) return [caller.projectId === null ? where.nothing() : where.ofProject(caller.projectId)]
  ask.permit(`os_compute_api:servers:${list}:get_all_tenants`)
  return tenant === undefined ? [] : [where.ofProject(tenant)]
}

/** Deleted servers are for administrators who ask for them, and for whoever asks what changed. */
function lifeOf(ask: Ask): ServerCondition[] {
  const asked = ask.query.one('deleted')
  const wanted = asked === undefined || !ask.caller.isAdmin ? undefined : asBoolean(asked)
  const byStatus = ask.query.all('status').some((status) => status.toUpperCase() === 'DELETED')
  if (wanted === true || byStatus) return [where.deleted()]
  return ask.query.has('changes-since') || ask.query.has('changes-before') ? [] : [where.notDeleted()]
}

function assertTimes({ query }: Ask): void {
  const since = query.one('changes-since')
  const before = query.one('changes-before')
  if (since !== undefined && before !== undefined && readTime(since)! > readTime(before)!)
    throw invalid('changes-since must not be later than changes-before.', 'changes-since')
}

async function serverPage(api: ComputeDeps, ask: Ask, list: 'index' | 'detail') {
  if (!ask.caller.isAdmin && ask.caller.projectId === null)
    throw forbidden('The token is for no project. Get one that is.')
  assertTimes(ask)
  const page = pageOf(api, ask)
  const visible = scopeOf(ask, list)
  const conditions = [...visible, ...lifeOf(ask), ...conditionsOf(ask)]
  return {
    page,
    servers: await listServers(api.db, { ...page, visible, conditions, sort: serverOrder(sortKeysAt(ask)) }),
  }
}

const linksOf = (ask: Ask, path: string, { page, servers }: { page: Page; servers: readonly Server[] }) =>
  nextLinks(ask, { name: 'servers_links', path, page, ids: servers.map(({ id }) => id) })

/** The two lists of servers. */
export const serverListRoutes = [
  route('GET /servers', {
    rule: 'os_compute_api:servers:index',
    query: listQuery,
    async handle(api, ask) {
      const found = await serverPage(api, ask, 'index')
      const servers = found.servers.map((server) => viewServerBriefly(server, ask))
      return { body: { servers, ...linksOf(ask, '/servers', found) } }
    },
  }),
  route('GET /servers/detail', {
    rule: 'os_compute_api:servers:detail',
    query: listQuery,
    async handle(api, ask) {
      const found = await serverPage(api, ask, 'detail')
      const viewer = serverViewer(api, ask)
      const servers = found.servers.map((server) => viewServer(server, viewer, 'detail'))
      return { body: { servers, ...linksOf(ask, '/servers/detail', found) } }
    },
  }),
]
