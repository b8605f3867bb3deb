import type { UsageSpan } from '#domain/quota/usage-span'
import { invalid } from '#platform/errors'
import { listUsedServers } from '#store/usage-queries'
import type { ComputeDeps } from '../compute-deps.ts'
import { limitValue, readTime } from '../fields.ts'
import { nextLinks, type Page, pageOf } from '../page.ts'
import type { QueryRule } from '../query-rule.ts'
import { type Ask, route } from '../route.ts'
import { viewUsage } from './view-usage.ts'

const usageQuery: QueryRule = {
  closedSince: '2.75',
  parameters: {
    start: {},
    end: {},
    detailed: {},
    limit: { since: '2.40', value: limitValue },
    marker: { since: '2.40' },
  },
}

/** The span asked about; what is not said is now, and so a span without a start is none. */
function spanOf({ query }: Ask, now: Date): UsageSpan {
  const [start, end] = ['start', 'end'].map((name) => timeOf(name, query.one(name), now)) as [Date, Date]
  const stop = end > now ? now : end
  if (start >= stop)
    throw invalid('Invalid start time. It must be before the end: send start=YYYY-MM-DDTHH:MM:SS.', 'start')
  return { start, stop }
}

function timeOf(name: string, text: string | undefined, now: Date): Date {
  if (text === undefined) return now
  const time = readTime(text)
  if (!time) throw invalid(`Datetime ${name}=${text} cannot be read. Send it like 2026-11-22T10:00:00.`, name)
  return time
}

/** Before 2.40 usage had no pages. */
const pageFor = (api: ComputeDeps, ask: Ask): Page =>
  ask.since('2.40') ? pageOf(api, ask) : { limit: 1_000_000, marker: undefined }

/** What projects used of the cloud in a span of time. */
export const tenantUsageRoutes = [
  route('GET /os-simple-tenant-usage', {
    rule: 'os_compute_api:os-simple-tenant-usage:list',
    query: usageQuery,
    async handle(api, ask) {
      const now = api.clock.now()
      const span = spanOf(ask, now)
      const page = pageFor(api, ask)
      const servers = await listUsedServers(api.db, { span, ...page })
      const inFull = ask.query.one('detailed') === '1'
      const projects = Map.groupBy(servers, ({ projectId }) => projectId).values()
      const usages = [...projects].map((own) => viewUsage(own, span, now, inFull))
      const links = {
        name: 'tenant_usages_links',
        path: '/os-simple-tenant-usage',
        page,
        ids: servers.map(({ id }) => id),
      }
      return { body: { tenant_usages: usages, ...nextLinks(ask, links) } }
    },
  }),
  route('GET /os-simple-tenant-usage/:project', {
    query: usageQuery,
    async handle(api, ask) {
      const projectId = ask.params['project']!
      ask.permit('os_compute_api:os-simple-tenant-usage:show', { projectId })
      const now = api.clock.now()
      const span = spanOf(ask, now)
      const page = pageFor(api, ask)
      const servers = await listUsedServers(api.db, { span, projectId, ...page })
      const path = `/os-simple-tenant-usage/${projectId}`
      const links = nextLinks(ask, { name: 'tenant_usage_links', path, page, ids: servers.map(({ id }) => id) })
      return { body: { tenant_usage: servers.length === 0 ? {} : viewUsage(servers, span, now, true), ...links } }
    },
  }),
]
