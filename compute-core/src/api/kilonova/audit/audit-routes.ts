import { Readable } from 'node:stream'
import { z } from 'zod'
import { auditKeys } from '#domain/audit/audit-keys'
import { csvLine } from '#platform/csv'
import { asWork } from '#platform/db/kinds-of-work'
import { linksSchema } from '#platform/service/links'
import {
  countHeader,
  pageBefore,
  searchParameters,
  termsOf,
  wantsCount,
} from '#platform/service/list-query/list-search'
import { sortOf, sortParameters } from '#platform/service/list-query/list-sort'
import { nextLinks, pageOf, pageParameters } from '#platform/service/page'
import { auditPage, type Audited, auditSortKeys } from '#store/audit-queries'
import type { ComputeDeps } from '../../compute-deps.ts'
import { type RequestContext, route } from '../../route.ts'
import { auditSchema, type AuditView } from './audit-schema.ts'

const newestFirst = [{ key: 'event_time', direction: 'desc' }] as const

/** Who did what in all services, sign-ins included; for administrators and readers of the whole cloud. */
export const auditRoutes = [
  route('GET /kilonova/audit', {
    rule: 'kilonova:audit:list',
    query: {
      parameters: {
        ...pageParameters,
        ...pageBefore,
        ...sortParameters(auditSortKeys),
        ...searchParameters(auditKeys),
      },
    },
    response: z.strictObject({ audit: z.array(auditSchema), audit_links: linksSchema.optional() }),
    summary: 'Lists what was done in all services, newest first: who, what, on which, and how it ended.',
    async handle(api, context) {
      const page = pageOf(context, api.config.max_limit)
      const { rows, total } = await auditPage(api.db, { ...page, ...askedIn(context), isCounted: wantsCount(context) })
      const ids = rows.map(({ id }) => id)
      const links = nextLinks(context, { name: 'audit_links', path: '/kilonova/audit', page, ids })
      return { headers: countHeader(total), body: { audit: rows.map(viewAudited), ...links } }
    },
  }),
  route('GET /kilonova/audit/export', {
    rule: 'kilonova:audit:list',
    query: {
      parameters: {
        ...sortParameters(auditSortKeys),
        'kilonova:q': searchParameters(auditKeys)['kilonova:q']!,
      },
    },
    summary: 'The same as CSV, whole: it is sent while it is read.',
    async handle(api, context) {
      return {
        headers: {
          'Content-Type': 'text/csv; charset=utf-8',
          'Content-Disposition': 'attachment; filename="audit.csv"',
          'Cache-Control': 'no-store',
        },
        stream: Readable.toWeb(Readable.from(csvOf(api, context))) as ReadableStream<Uint8Array<ArrayBuffer>>,
      }
    },
  }),
]

const askedIn = (context: RequestContext) => ({
  terms: termsOf(context, auditKeys),
  order: sortOf(context, newestFirst),
})

const rowsAtOnce = 1000

/** The whole list as CSV, a page at a time: nobody holds it all. */
function csvOf({ db }: Pick<ComputeDeps, 'db'>, context: RequestContext): AsyncIterable<Uint8Array> {
  const asked = askedIn(context)
  const { signal } = context.request
  return (async function* () {
    const encoder = new TextEncoder()
    yield encoder.encode(csvLine(csvColumns.map(([name]) => name)))
    for (let marker: string | undefined; ;) {
      const page = { ...asked, limit: rowsAtOnce, marker }
      const { rows, isMore } = await asWork({ kind: 'list', signal }, () => auditPage(db, page))
      const views = rows.map(viewAudited)
      yield encoder.encode(views.map((view) => csvLine(csvColumns.map(([, value]) => value(view)))).join(''))
      if (!isMore) return
      marker = rows.at(-1)!.id
    }
  })()
}

const csvColumns: readonly (readonly [string, (view: AuditView) => string | number | null])[] = [
  ['event_time', ({ event_time }) => event_time],
  ['user_name', ({ user_name }) => user_name],
  ['user_id', ({ user_id }) => user_id],
  ['action', ({ action }) => action],
  ['service', ({ service }) => service],
  ['target_kind', ({ target }) => target.kind],
  ['target_name', ({ target }) => target.name],
  ['target_id', ({ target }) => target.id],
  ['project_name', ({ project_name }) => project_name],
  ['project_id', ({ project_id }) => project_id],
  ['scope', ({ scope }) => scope],
  ['outcome', ({ outcome }) => outcome],
  ['status', ({ status }) => status],
  ['message', ({ message }) => message],
  ['methods', ({ methods }) => methods?.join(' ') ?? null],
  ['address', ({ address }) => address],
  ['request_id', ({ request_id }) => request_id],
  ['application_credential_id', ({ application_credential_id }) => application_credential_id],
  ['trust_id', ({ trust_id }) => trust_id],
  ['trustee_user_id', ({ trustee_user_id }) => trustee_user_id],
  ['times', ({ times }) => times],
  ['method', ({ method }) => method],
  ['path', ({ path }) => path],
]

const viewAudited = (one: Audited): AuditView => ({
  id: one.id,
  event_time: one.at.toISOString(),
  service: one.service,
  action: one.action,
  method: one.method,
  path: one.path,
  user_id: one.userId,
  user_name: one.userName,
  project_id: one.projectId,
  project_name: one.projectName,
  scope: one.scope,
  application_credential_id: one.delegation?.application_credential_id ?? null,
  trust_id: one.delegation?.trust_id ?? null,
  trustee_user_id: one.delegation?.trustee_user_id ?? null,
  target: { kind: one.targetKind, id: one.targetId, name: one.targetName },
  outcome: one.outcome,
  status: one.status,
  message: one.message,
  methods: one.methods,
  request_id: one.requestId,
  address: one.address,
  times: one.times,
  has_steps: one.isOfServer,
})
