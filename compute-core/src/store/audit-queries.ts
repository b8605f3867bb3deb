import { type RawBuilder, sql } from 'kysely'
import type { auditKeys } from '#domain/audit/audit-keys'
import type { Db } from '#platform/db/database'
import { type ListAsked, type ListFound, type Listing, listPage, noMarker } from '#platform/db/listing'
import { any, holdsAny, type RowSearch, searchConditions, type SearchedBy } from '#platform/db/search'
import type { ReadTerm } from '#platform/service/list-query/query-keys'

/** A request that changed something, or a sign-in, with how it has ended. */
export interface Audited {
  id: string
  at: Date
  service: string
  action: string
  method: string
  path: string
  userId: string | null
  userName: string | null
  projectId: string | null
  projectName: string | null
  scope: 'project' | 'domain' | 'system' | 'none'
  delegation: {
    application_credential_id: string | null
    trust_id: string | null
    trustee_user_id?: string | null
  } | null
  targetKind: string | null
  targetId: string | null
  targetName: string | null
  outcome: AuditOutcome
  status: number
  message: string | null
  methods: string[] | null
  requestId: string
  address: string | null
  /** How many requests it stands for. */
  times: number
  /** Whether it is an action of a server, whose steps are told under the same request. */
  isOfServer: boolean
}

export type AuditOutcome = 'success' | 'failure' | 'refused' | 'running'

// What a server was asked for goes on after the answer: its action, under the same request, knows how it has ended.
const ofServer = sql`i.request_id = a.request_id
  and (a.target_kind is distinct from 'server' or a.action = 'server-create' or i.server_id::text = a.target_id)`
const isAccepted = sql`a.service = 'compute' and a.outcome = 'success'`
const unfinished = sql`select w.request_id from platform.job w where w.finished_at is null`
const isRunning = sql<boolean>`(${isAccepted} and a.request_id in (${unfinished}))`
const failed = sql`select f.request_id from compute.instance_action f where f.message is not null`
// For the rows of a page it is looked up row by row, over the index of failed actions by request.
const hasFailed = sql<boolean>`(${isAccepted}
  and exists (select from compute.instance_action i where ${ofServer} and i.message is not null))`

const withOutcome: Readonly<Record<AuditOutcome, RawBuilder<boolean>>> = {
  // From the few jobs to the audit, not the other way.
  running: sql<boolean>`a.id in (
    select a.id from platform.job w join platform.audit a on lower(a.request_id) = lower(w.request_id)
    where w.finished_at is null and ${isAccepted})`,
  success: sql<boolean>`(a.outcome = 'success' and not ${isRunning} and not ${hasFailed})`,
  // Few actions fail: that a request is none of theirs is known at once, and only for the others it is looked up which server it was.
  failure: sql<boolean>`(a.outcome = 'failure' or (a.request_id in (${failed}) and ${hasFailed} and not ${isRunning}))`,
  refused: sql<boolean>`a.outcome = 'refused'`,
}

const fault = sql`(select f.message from compute.instance_action i
  join compute.server_fault f on f.server_id = i.server_id and f.request_id = i.request_id
  where ${ofServer} and i.message is not null order by f.id desc limit 1)`

const auditListing: Listing<Audited> = {
  columns: sql<Audited>`
    a.id::text as id, a.at, a.service, a.action, a.method, a.path, a.user_id as "userId", a.user_name as "userName",
    a.project_id as "projectId", a.project_name as "projectName", a.scope, a.delegation,
    a.target_kind as "targetKind", a.target_id as "targetId", a.target_name as "targetName",
    case when ${isRunning} then 'running' when ${hasFailed} then 'failure' else a.outcome end as outcome, a.status,
    coalesce(case when ${isAccepted} then ${fault} end, a.message) as message, a.methods, a.request_id as "requestId", a.address, a.times,
    (${isAccepted} and exists (select from compute.instance_action i where ${ofServer})) as "isOfServer"`,
  from: sql`platform.audit a`,
  isAt: (marker) => (/^\d{1,18}$/.test(marker) ? sql<boolean>`a.id = ${marker}::bigint` : sql<boolean>`false`),
  tie: sql`a.id`,
  sort: { event_time: [sql`a.at`] },
  noMarker,
  mostCounted: 1000,
}

/** What the audit can be sorted by. */
export const auditSortKeys = ['event_time'] as const

const either =
  (...columns: readonly RawBuilder<unknown>[]): SearchedBy =>
  (tests) =>
    any(columns.map((column) => holdsAny(column, tests)))

const search: RowSearch<typeof auditKeys> = {
  keys: {
    who: either(sql`a.user_id`, sql`a.user_name`),
    project: either(sql`a.project_id`, sql`a.project_name`),
    service: sql`a.service`,
    action: sql`a.action`,
    kind: sql`a.target_kind`,
    target: either(sql`a.target_id`, sql`a.target_name`),
    outcome: (tests) =>
      any(tests.flatMap((test) => (test.kind === 'enum' ? [withOutcome[test.value as AuditOutcome]] : []))),
    reason: either(sql`a.message`, sql`(case when ${isAccepted} then ${fault} end)`),
    request: sql`a.request_id`,
    address: sql`a.address`,
    time: sql`a.at`,
  },
  text: [sql`a.user_name`, sql`a.target_name`, sql`a.target_id`, sql`a.action`, sql`a.project_name`, sql`a.request_id`],
}

/** What is asked of the audit. */
export interface AuditAsked extends Omit<ListAsked, 'conditions' | 'within'> {
  terms: readonly ReadTerm[]
}

/** One page of the audit. */
export const auditPage = (db: Db, { terms, ...page }: AuditAsked): Promise<ListFound<Audited>> =>
  listPage(db, auditListing, { ...page, conditions: searchConditions<typeof auditKeys>(search, terms) })
