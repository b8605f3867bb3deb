import { z } from 'zod'
import { isoMicros } from '#platform/clock'
import { invalid } from '#platform/errors'
import { listUsedServers } from '#store/usage-queries'
import type { ComputeDeps } from '../compute-deps.ts'
import { limitValue, readTime } from '#platform/service/fields'
import { nextLinks, type Page, pageOf } from '#platform/service/page'
import type { QueryRule } from '#platform/service/query-rule'
import { type RequestContext, route } from '../route.ts'
import { type ShownSpan, viewUsage } from './view-usage.ts'
import { linksSchema } from '#platform/service/links'
import { usageSchema } from './usage-schema.ts'

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

/** The span asked about, which ends now at the latest. What is not said is now: a span without both is empty, and as well as any. */
function spanOf({ query }: RequestContext, now: Date): ShownSpan {
  const [start, end] = [timeOf('start', query.one('start')), timeOf('end', query.one('end'))]
  const isEmpty = start === undefined && end === undefined
  if (!isEmpty && (start?.date ?? now) >= (end?.date ?? now))
    throw invalid('Invalid start time. It must be before the end: send start=YYYY-MM-DDTHH:MM:SS.', 'start')
  const stop = end === undefined || end.date > now ? now : end.date
  return {
    start: start?.date ?? now,
    stop,
    shown: { start: start?.shown ?? isoMicros(now), stop: stop === end?.date ? end.shown : isoMicros(stop) },
  }
}

/** A moment that was asked about, and how it is shown: with all the six digits that it came with, of which a Date keeps three. */
function timeOf(name: string, text: string | undefined): { date: Date; shown: string } | undefined {
  if (!text) return undefined
  const date = readTime(text)
  if (!date) throw invalid(`Datetime ${name}=${text} cannot be read. Send it like 2026-11-22T10:00:00.`, name)
  const digits = /[.,](\d+)/.exec(text)?.[1] ?? ''
  return { date, shown: isoMicros(date).replace(/\d{6}$/, digits.padEnd(6, '0').slice(0, 6)) }
}

/** Before 2.40 usage had no pages. */
const pageFor = (api: ComputeDeps, context: RequestContext): Page =>
  context.since('2.40') ? pageOf(context, api.config.max_limit) : { limit: 1_000_000, marker: undefined }

/** What projects used of the cloud in a span of time. */
export const tenantUsageRoutes = [
  route('GET /os-simple-tenant-usage', {
    rule: 'os_compute_api:os-simple-tenant-usage:list',
    query: usageQuery,
    response: z.strictObject({ tenant_usages: z.array(usageSchema), tenant_usages_links: linksSchema.optional() }),
    summary: 'Lists what each project used in a span of time.',
    async handle(api, context) {
      const now = api.clock.now()
      const span = spanOf(context, now)
      const page = pageFor(api, context)
      const servers = await listUsedServers(api.db, { span, ...page })
      const inFull = context.query.one('detailed') === '1'
      const projects = Map.groupBy(servers, ({ projectId }) => projectId).values()
      const usages = [...projects].map((own) => viewUsage(own, span, now, inFull))
      const links = {
        name: 'tenant_usages_links',
        path: '/os-simple-tenant-usage',
        page,
        ids: servers.map(({ id }) => id),
      }
      return { body: { tenant_usages: usages, ...nextLinks(context, links) } }
    },
  }),
  route('GET /os-simple-tenant-usage/:project', {
    query: usageQuery,
    response: z.strictObject({
      tenant_usage: z.union([usageSchema, z.strictObject({})]),
      tenant_usage_links: linksSchema.optional(),
    }),
    summary: 'Shows what a project used in a span of time.',
    async handle(api, context) {
      const projectId = context.params['project']!
      context.permit('os_compute_api:os-simple-tenant-usage:show', { projectId })
      const now = api.clock.now()
      const span = spanOf(context, now)
      const page = pageFor(api, context)
      const servers = await listUsedServers(api.db, { span, projectId, ...page })
      const path = `/os-simple-tenant-usage/${projectId}`
      const links = nextLinks(context, { name: 'tenant_usage_links', path, page, ids: servers.map(({ id }) => id) })
      return { body: { tenant_usage: servers.length === 0 ? {} : viewUsage(servers, span, now, true), ...links } }
    },
  }),
]
