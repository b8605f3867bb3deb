import { z } from 'zod'
import type { Server } from '#domain/server/server'
import { serverKeys } from '#domain/server/server-keys'
import { forbidden, invalid } from '#platform/errors'
import { serverConditions as where, serverOrder } from '#store/server-conditions'
import { countServers, listServers, type ServerCondition } from '#store/server-queries'
import { searchServers } from '#store/server-search'
import type { ComputeDeps } from '../compute-deps.ts'
import { asBoolean, booleanValue, patternValue, readTime, timeValue } from '#platform/service/fields'
import { countHeader, pageBefore, searchParameters, wantsCount } from '#platform/service/list-query/list-search'
import type { ReadTerm } from '#platform/service/list-query/query-keys'
import { nextLinks, type Page, pageOf, pageParameters } from '#platform/service/page'
import type { ParameterRule, QueryRule } from '#platform/service/query-rule'
import { type RequestContext, route } from '../route.ts'
import { conditionsOf, serverFilters } from './server-filters.ts'
import { namedIn, namesFor, serverTerms, statusesIn } from './server-search.ts'
import { serverViewer } from './server-viewer.ts'
import { sortKeysAt } from './server-sort-keys.ts'
import { viewServer, viewServerBriefly } from './view-server.ts'
import { linksSchema } from '#platform/service/links'
import { briefServerSchema, listedServerSchema } from './server-schema.ts'

const patterns = new Set(
  [
    'name display_name description display_description ip ip6 hostname key_name node flavor reservation_id',
    'launched_at terminated_at created_at availability_zone locked_by root_device_name access_ip_v4 access_ip_v6',
    'kernel_id ramdisk_id',
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

// Names of tables that Nova's schema takes and its queries pass over: they filter nothing there either.
const knownOnly = ['block_device_mapping services system_metadata info_cache security_groups', 'pci_devices'].flatMap(
  (line) => line.split(' '),
)

const names = {
  'kilonova:names': {
    once: true,
    value: booleanValue,
    summary: 'True for the names of image, project and user beside their ids, in kilonova:names.',
  },
} satisfies Record<string, ParameterRule>

const listQuery: QueryRule = {
  closedSince: '2.75',
  alsoAllowed: /^_/,
  parameters: {
    ...pageParameters,
    ...pageBefore,
    ...searchParameters(serverKeys),
    ...Object.fromEntries(Object.keys(serverFilters).map((name) => [name, ruleFor(name)])),
    ...Object.fromEntries(knownOnly.map((name) => [name, {}])),
    project_id: {},
    tenant_id: {},
    all_tenants: {},
    deleted: {},
    soft_deleted: {},
    sort_key: {},
    sort_dir: { value: z.enum(['asc', 'desc']) },
  },
}

/** Which servers the caller can see in this list, whatever the filters: those of the project, or of all that was asked for. */
export function serversInSight(context: RequestContext, list: 'index' | 'detail'): ServerCondition[] {
  const { caller, query } = context
  const asked = query.one('all_tenants')
  const all = asked !== undefined && (asked === '' || asBoolean(asked))
  if (all === undefined) throw invalid(`Invalid value all_tenants=${asked}. Send true or false.`, 'all_tenants')
  if (!all) return [caller.projectId === null ? where.nothing() : where.ofProject(caller.projectId)]
  context.permit(`os_compute_api:servers:${list}:get_all_tenants`)
  // Without all_tenants these two are ignored, as in Nova (bug 1185290).
  const tenant = query.one('tenant_id') ?? query.one('project_id')
  return tenant === undefined ? [] : [where.ofProject(tenant)]
}

/**
 * Deleted servers, those that can still be restored among them, are for administrators who ask for them, and for whoever asks what
 * changed. Whoever asks for the status or the state of a soft-deleted server means those that can be restored, too.
 */
function lifeOf(context: RequestContext, terms: readonly ReadTerm[]): ServerCondition[] {
  const { query, caller } = context
  const flag = (name: string) => (caller.seesAll ? asBoolean(query.one(name) ?? '') : undefined)
  const isAsked = (name: string, value: string) => query.all(name).some((word) => word.toUpperCase() === value)
  const statuses = statusesIn(terms)
  if (isAsked('status', 'DELETED')) return [where.deleted()]
  if (statuses.includes('DELETED')) {
    if (!caller.seesAll) throw forbidden('Only administrators may list deleted servers.')
    // The term itself says which: those of other statuses may be asked for beside them.
    return statuses.includes('SOFT_DELETED') ? [] : [where.notSoftDeleted()]
  }
  if (flag('deleted') === true) return [flag('soft_deleted') === false ? where.deleted() : where.deletedAnyhow()]
  const isAboutChange = query.has('changes-since') || query.has('changes-before')
  if (isAboutChange && !(caller.seesAll && query.has('deleted'))) return []
  const withSoft =
    flag('soft_deleted') === true ||
    isAsked('status', 'SOFT_DELETED') ||
    statuses.includes('SOFT_DELETED') ||
    isAsked('vm_state', 'SOFT-DELETE')
  return withSoft ? [where.notDeleted()] : [where.notDeleted(), where.notSoftDeleted()]
}

function assertTimes({ query }: RequestContext): void {
  const since = query.one('changes-since')
  const before = query.one('changes-before')
  if (since !== undefined && before !== undefined && readTime(since)! > readTime(before)!)
    throw invalid('changes-since must not be later than changes-before.', 'changes-since')
}

/** The servers that a list is of: those that the caller sees at all, and what else is asked of them. */
export async function serversAskedFor(api: ComputeDeps, context: RequestContext, list: 'index' | 'detail') {
  if (!context.caller.seesAll && context.caller.projectId === null)
    throw forbidden('The token is not scoped to a project. Request a project-scoped token.')
  assertTimes(context)
  const visible = serversInSight(context, list)
  const terms = serverTerms(context)
  const narrowed = [...lifeOf(context, terms), ...conditionsOf(context)]
  const found = searchServers(terms, await namedIn(api, context, terms))
  return { visible, conditions: [...visible, ...narrowed, ...found] }
}

async function serverPage(api: ComputeDeps, context: RequestContext, list: 'index' | 'detail') {
  const page = pageOf(context, api.config.max_limit)
  const { visible, conditions } = await serversAskedFor(api, context, list)
  const [servers, total] = await Promise.all([
    listServers(api.db, { ...page, visible, conditions, sort: serverOrder(sortKeysAt(context)) }),
    wantsCount(context) ? countServers(api.db, conditions) : undefined,
  ])
  return { page, servers, headers: countHeader(total) }
}

const linksOf = (
  context: RequestContext,
  path: string,
  { page, servers }: { page: Page; servers: readonly Server[] },
) => nextLinks(context, { name: 'servers_links', path, page, ids: servers.map(({ id }) => id) })

/** The two lists of servers. */
export const serverListRoutes = [
  route('GET /servers', {
    rule: 'os_compute_api:servers:index',
    query: listQuery,
    response: z.strictObject({ servers: z.array(briefServerSchema), servers_links: linksSchema.optional() }),
    summary: 'Lists servers.',
    async handle(api, context) {
      const found = await serverPage(api, context, 'index')
      const servers = found.servers.map((server) => viewServerBriefly(server, context))
      return { headers: found.headers, body: { servers, ...linksOf(context, '/servers', found) } }
    },
  }),
  route('GET /servers/detail', {
    rule: 'os_compute_api:servers:detail',
    query: { ...listQuery, parameters: { ...listQuery.parameters, ...names } },
    response: z.strictObject({ servers: z.array(listedServerSchema), servers_links: linksSchema.optional() }),
    summary: 'Lists servers with all that the caller may see of them.',
    async handle(api, context) {
      const found = await serverPage(api, context, 'detail')
      const viewer = serverViewer(api, context)
      const named = asBoolean(context.query.one('kilonova:names') ?? '')
        ? await namesFor(api, context, found.servers)
        : undefined
      const servers = found.servers.map((server) => ({
        ...viewServer(server, viewer, 'detail'),
        ...(named && { 'kilonova:names': named(server) }),
      }))
      return { headers: found.headers, body: { servers, ...linksOf(context, '/servers/detail', found) } }
    },
  }),
]
