import { type RawBuilder, sql } from 'kysely'
import type { Db } from '#platform/db/database'
import { invalid } from '#platform/errors'
import { isUuid } from '#platform/ids'
import { type BulkRun, findBulkRun } from './bulk-run-store.ts'

/** How many servers of a run are where. */
export interface BulkCounts {
  total: number
  /** Not asked yet. */
  waiting: number
  /** Asked, and the action is under way. */
  running: number
  done: number
  failed: number
  refused: number
  notSent: number
}

/** A run in a list. */
export type BulkRunWithCounts = BulkRun & { counts: BulkCounts }

/** What a list of runs is narrowed by. */
export interface BulkRunFilter {
  /** Null for all projects. */
  projectId: string | null
  userId?: string | undefined
  /** What was asked then or later, and what is still being sent. */
  since?: Date | undefined
  id?: string | undefined
}

// What an item has come to: what the API has answered, and then what has become of the action.
const outcome = sql`case
  when i.state in ('waiting', 'sending') then 'waiting'
  when i.state <> 'accepted' then i.state
  when exists (
    select from platform.job w
    where w.subject_id = i.server_id::text and w.request_id = i.request_id and w.finished_at is null) then 'running'
  when (
    select a.message from compute.instance_action a
    where a.server_id = i.server_id and a.request_id = i.request_id order by a.id desc limit 1) is not null then 'failed'
  else 'done' end`

/** One page of runs, newest first, with what their servers have come to; an unknown marker is a 400. */
export async function listBulkRuns(
  db: Db,
  { projectId, userId, since, id }: BulkRunFilter,
  { limit, marker }: { limit: number; marker?: string | undefined },
): Promise<BulkRunWithCounts[]> {
  if (marker !== undefined && !(await findBulkRun(db, marker)))
    throw invalid(`Marker ${marker} could not be found.`, 'marker')
  const conditions = [
    sql<boolean>`true`,
    projectId !== null && sql<boolean>`r.project_id = ${projectId}`,
    userId !== undefined && sql<boolean>`r.user_id = ${userId}`,
    id !== undefined && (isUuid(id) ? sql<boolean>`r.id = ${id}` : sql<boolean>`false`),
    since !== undefined && sql<boolean>`(r.finished_at is null or r.created_at >= ${since})`,
    marker !== undefined && sql<boolean>`r.seq < (select m.seq from compute.bulk_run m where m.id = ${marker})`,
  ].filter((condition): condition is RawBuilder<boolean> => condition !== false)
  const { rows } = await sql<BulkRunWithCounts>`
    with page as materialized (
      select r.* from compute.bulk_run r where ${sql.join(conditions, sql` and `)} order by r.seq desc limit ${limit}
    )
    select r.id, r.user_id as "userId", r.project_id as "projectId",
      r.application_credential_id as "applicationCredentialId", r.trust_id as "trustId",
      r.client_address as "clientAddress", r.request_id as "requestId", r.action, r.body, r.version,
      r.created_at as "createdAt", r.updated_at as "updatedAt", r.finished_at as "finishedAt", c.counts
    from page r
    left join lateral (
      select json_build_object('total', count(*),
        'waiting', count(*) filter (where o.outcome = 'waiting'), 'running', count(*) filter (where o.outcome = 'running'),
        'done', count(*) filter (where o.outcome = 'done'), 'failed', count(*) filter (where o.outcome = 'failed'),
        'refused', count(*) filter (where o.outcome = 'refused'),
        'notSent', count(*) filter (where o.outcome = 'not-sent')) as counts
      from (select ${outcome} as outcome from compute.bulk_item i where i.run_id = r.id) o) c on true
    order by r.seq desc`.execute(db)
  return rows
}

/** One server of a run, and what has become of the action. */
export interface BulkItem {
  position: number
  serverId: string
  /** Null where there is no such server, or it is not for whoever asks. */
  serverName: string | null
  serverDeleted: boolean
  requestId: string
  outcome: 'waiting' | 'running' | 'done' | 'failed' | 'refused' | 'not-sent'
  status: number | null
  /** Why it was refused or not sent, or why it has failed. */
  message: string | null
  sentAt: Date | null
  finishedAt: Date | null
  /** The flow that carries the action out, and how many of its steps are done; null once it has ended. */
  flow: string | null
  stepsDone: number
}

/** The servers of a run, in the order in which they were named, beginning behind `after`; names are told of `projectId` only, null for all. */
export async function listBulkItems(
  db: Db,
  runId: string,
  {
    projectId,
    outcomes,
    after,
    limit,
  }: {
    projectId: string | null
    outcomes?: readonly string[] | undefined
    after?: number | undefined
    limit: number
  },
): Promise<BulkItem[]> {
  const { rows } = await sql<BulkItem>`
    with item as (
      select i.*, ${outcome} as outcome from compute.bulk_item i
      where i.run_id = ${runId} and i.position > ${after ?? 0}
    ), page as materialized (
      select * from item where ${outcomes === undefined ? sql`true` : sql`outcome = any(${outcomes}::text[])`}
      order by position limit ${limit}
    )
    select p.position, p.server_id as "serverId", s.name as "serverName", s.deleted_at is not null as "serverDeleted",
      p.request_id as "requestId", p.outcome, p.status, coalesce(p.message, fault.message) as message,
      p.sent_at as "sentAt", case when p.outcome in ('done', 'failed') then coalesce(a.updated_at, p.sent_at) end as "finishedAt",
      open.flow, coalesce(steps.done, 0) as "stepsDone"
    from page p
    left join compute.server s on s.id = p.server_id
      and ${projectId === null ? sql`true` : sql`s.project_id = ${projectId}`}
    left join lateral (
      select a.id, a.updated_at, a.message from compute.instance_action a
      where a.server_id = p.server_id and a.request_id = p.request_id order by a.id desc limit 1) a on true
    left join lateral (
      select w.flow from platform.job w
      where w.subject_id = p.server_id::text and w.request_id = p.request_id and w.finished_at is null
      order by w.created_at desc limit 1) open on true
    left join lateral (
      select f.message from compute.server_fault f
      where p.outcome = 'failed' and f.server_id = p.server_id and f.request_id = p.request_id
      order by f.id desc limit 1) fault on true
    left join lateral (
      select count(*)::int as done from compute.instance_action_event e
      where open.flow is not null and e.action_id = a.id and e.finish_time is not null) steps on true
    order by p.position`.execute(db)
  return rows
}
