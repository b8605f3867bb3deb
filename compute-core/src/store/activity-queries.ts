import { type RawBuilder, sql } from 'kysely'
import type { Db } from '#platform/db/database'
import { afterMarker, orderOf, reversed, type SortColumn } from '#platform/db/keyset'
import { invalid } from '#platform/errors'
import { isUuid } from '#platform/ids'
import type { ReadTerm } from '#platform/service/list-query/query-keys'
import { searchActivity, withOutcome } from './activity-search.ts'
import type { NamedIds } from './server-search.ts'

/** How an action has ended, or that it has not. */
export type ActivityOutcome = 'running' | 'done' | 'failed'

/** One step of an action, as its row has it. */
export interface ActivityStep {
  event: string
  start_time: string
  finish_time: string | null
  result: 'Success' | 'Error' | null
  details: string | null
  traceback: string | null
  host: string | null
}

/** Something that was asked of a server, with the server as it is called now, or was when it was deleted. */
export interface Activity {
  id: string
  action: string
  requestId: string
  userId: string
  projectId: string
  serverId: string
  serverName: string
  /** The bulk run that it is a part of. */
  bulkRunId: string | null
  isDeleted: boolean
  startTime: Date
  updatedAt: Date
  outcome: ActivityOutcome
  /** The flow that it waits for; null once it has ended. */
  flow: string | null
  /** Why it has failed, in the words that everybody may read. */
  fault: string | null
  steps: ActivityStep[] | null
}

/** What a list of activity is narrowed by. */
export interface ActivityFilter {
  /** Null for all projects. */
  projectId: string | null
  userId?: string | undefined
  action?: string | undefined
  requestId?: string | undefined
  /** The bulk run that it is a part of; null for what is a part of none. */
  bulkRunId?: string | null | undefined
  serverId?: string | undefined
  outcome?: ActivityOutcome | undefined
  /** By when it began. */
  since?: Date | undefined
  before?: Date | undefined
  /** What its search asks besides. */
  terms?: readonly ReadTerm[] | undefined
  named?: NamedIds | undefined
}

/** One page of it. */
export interface ActivityPage {
  limit: number
  /** The id of the last action of the page before. */
  marker?: string | undefined
  /** The id of the first action of the page after. */
  before?: string | undefined
}

const newestFirst: readonly SortColumn[] = [
  { by: sql`a.start_time`, direction: 'desc' },
  { by: sql`a.id`, direction: 'desc' },
]

/** One page of what was asked of servers, newest first, each with its steps: one query. An unknown marker is a 400. */
export async function listActivity(
  db: Db,
  filter: ActivityFilter,
  { limit, marker, before }: ActivityPage,
): Promise<Activity[]> {
  const edge = before ?? marker
  if (edge !== undefined && !(await isAction(db, edge))) throw invalid(`Marker ${edge} could not be found.`, 'marker')
  const sort = before === undefined ? newestFirst : reversed(newestFirst)
  const after =
    edge !== undefined &&
    afterMarker(sort, (by) => sql`(select ${by} from compute.instance_action a where a.id = ${edge}::bigint)`)
  const conditions = [...conditionsOf(filter), ...(after ? [after] : [])]
  const { rows } = await sql<Activity>`
    with page as materialized (
      select a.* from ${actions} where ${sql.join(conditions, sql` and `)}
      order by ${orderOf(sort)} limit ${limit}
    )
    select a.id::text as id, a.action, a.request_id as "requestId", a.user_id as "userId", a.project_id as "projectId",
      a.server_id as "serverId", s.name as "serverName", s.deleted_at is not null as "isDeleted",
      bulk.run_id as "bulkRunId", a.start_time as "startTime", a.updated_at as "updatedAt", open.flow,
      case when open.flow is not null then 'running' when a.message is not null then 'failed' else 'done' end as outcome,
      fault.message as fault, steps.list as steps
    from page a
    join compute.server s on s.id = a.server_id
    left join lateral (
      select w.flow from platform.job w
      where w.subject_id = a.server_id::text and w.request_id = a.request_id and w.finished_at is null
      order by w.created_at desc limit 1) open on true
    left join lateral (
      select i.run_id from compute.bulk_item i where i.request_id = a.request_id and i.server_id = a.server_id) bulk on true
    left join lateral (
      select f.message from compute.server_fault f
      where a.message is not null and f.server_id = a.server_id and f.request_id = a.request_id
      order by f.id desc limit 1) fault on true
    left join lateral (
      select json_agg(json_build_object('event', e.event, 'start_time', e.start_time, 'finish_time', e.finish_time,
        'result', e.result, 'details', e.details, 'traceback', e.traceback, 'host', e.host) order by e.start_time, e.id) as list
      from compute.instance_action_event e where e.action_id = a.id) steps on true
    order by ${orderOf(newestFirst)}`.execute(db)
  return rows
}

/** How many actions there are under a filter. */
export async function countActivity(db: Db, filter: ActivityFilter): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::integer as count from ${actions} where ${sql.join(conditionsOf(filter), sql` and `)}`.execute(db)
  return rows[0]!.count
}

const actions = sql`compute.instance_action a join compute.server s on s.id = a.server_id`

async function isAction(db: Db, marker: string): Promise<boolean> {
  if (!/^\d{1,18}$/.test(marker)) return false
  const { rows } = await sql`select from compute.instance_action where id = ${marker}::bigint`.execute(db)
  return rows.length > 0
}

function conditionsOf(filter: ActivityFilter): RawBuilder<boolean>[] {
  const { projectId, userId, action, requestId, bulkRunId, serverId, outcome, since, before, terms, named } = filter
  return [
    sql<boolean>`true`,
    projectId !== null && sql<boolean>`a.project_id = ${projectId}`,
    userId !== undefined && sql<boolean>`a.user_id = ${userId}`,
    action !== undefined && sql<boolean>`a.action = ${action}`,
    requestId !== undefined && sql<boolean>`a.request_id = ${requestId}`,
    bulkRunId === null && sql<boolean>`not exists (select from compute.bulk_item i where i.request_id = a.request_id)`,
    typeof bulkRunId === 'string' &&
      sql<boolean>`a.request_id in (select i.request_id from compute.bulk_item i where i.run_id::text = ${bulkRunId})`,
    serverId !== undefined && (isUuid(serverId) ? sql<boolean>`a.server_id = ${serverId}` : sql<boolean>`false`),
    outcome !== undefined && withOutcome[outcome]!,
    since !== undefined && sql<boolean>`a.start_time >= ${since}`,
    before !== undefined && sql<boolean>`a.start_time < ${before}`,
    ...(terms ? searchActivity(terms, named ?? new Map()) : []),
  ].filter((condition) => condition !== false)
}

/** One day, and how many actions that began on it have ended well, have failed, and are under way. */
export interface ActivityDay {
  date: string
  start: Date
  done: number
  failed: number
  running: number
}

/** The actions of each of the last `days` days of a time zone, the oldest first and today the last: one query. */
export async function countActivityByDay(
  db: Db,
  { projectId, days, timeZone, now }: { projectId: string | null; days: number; timeZone: string; now: Date },
): Promise<ActivityDay[]> {
  const today = sql`date_trunc('day', ${now}::timestamptz at time zone ${timeZone})`
  const first = sql`${today} - ${days - 1} * interval '1 day'`
  const { rows } = await sql<ActivityDay>`
    with counted as (
      select date_trunc('day', a.start_time at time zone ${timeZone}) as day,
        count(*) filter (where a.message is not null) as failed,
        count(*) filter (where a.message is null and open.id is not null) as running,
        count(*) as total
      from compute.instance_action a
      left join lateral (
        select w.id from platform.job w
        where w.subject_id = a.server_id::text and w.request_id = a.request_id and w.finished_at is null limit 1
      ) open on a.message is null
      where a.start_time >= (${first}) at time zone ${timeZone}
        and (${projectId}::text is null or a.project_id = ${projectId})
      group by 1
    )
    select to_char(day, 'YYYY-MM-DD') as date, day at time zone ${timeZone} as start,
      coalesce(total - failed - running, 0)::int as done, coalesce(failed, 0)::int as failed, coalesce(running, 0)::int as running
    from generate_series(${first}, ${today}, interval '1 day') as day left join counted using (day)
    order by day`.execute(db)
  return rows
}
