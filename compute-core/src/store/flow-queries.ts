import { sql } from 'kysely'
import type { Db } from '#platform/db/database'

/** A flow that needs a look. */
export interface FlowInTrouble {
  id: string
  flow: string | null
  /** It waits for its turn, has been at one step for long, or could not undo one. */
  trouble: 'waiting' | 'slow' | 'not-undone'
  since: Date
  step: string | null
  host: string | null
  requestId: string
  serverId: string | null
  serverName: string | null
  action: string | null
  projectId: string
  /** How many there are. */
  total: number
}

/** How many flows are under way, and how many wait for their turn: one query. */
export async function countFlows(db: Db): Promise<{ running: number; waiting: number }> {
  const { rows } = await sql<{ running: number; waiting: number }>`
    select count(started_at)::int as running, (count(*) - count(started_at))::int as waiting
    from platform.job where finished_at is null`.execute(db)
  return rows[0]!
}

/** What counts as trouble. */
export interface TroubleBounds {
  waitingSince: Date
  slowSince: Date
  undoneSince: Date
}

/**
 * Flows that wait for their turn or are at one step since before these times, and steps that could not be undone after that one: `limit` of
 * them, the longest first, and how many there are; one query.
 */
export async function flowsInTrouble(
  db: Db,
  { waitingSince, slowSince, undoneSince }: TroubleBounds,
  limit: number,
): Promise<FlowInTrouble[]> {
  const { rows } = await sql<FlowInTrouble>`
    with open as materialized (
      select w.id, w.flow, w.request_id, w.project_id, w.created_at, w.started_at,
        case when w.subject_id ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' then w.subject_id::uuid end as subject_id
      from platform.job w where w.finished_at is null
    ), under_way as (
      select open.*, s.id as server_id, s.name as server_name, s.project_id as server_project, a.action, e.event, e.host, e.start_time
      from open
      left join compute.server s on s.id = open.subject_id
      left join lateral (
        select a.id, a.action from compute.instance_action a
        where a.server_id = s.id and a.request_id = open.request_id order by a.id desc limit 1) a on true
      left join lateral (
        select e.event, e.host, e.start_time from compute.instance_action_event e
        where e.action_id = a.id and e.finish_time is null order by e.id desc limit 1) e on true
    ), troubled as (
      select id::text as id, flow, case when started_at is null then 'waiting' else 'slow' end as trouble,
        case when started_at is null then created_at else coalesce(start_time, started_at) end as since,
        event as step, host, request_id, server_id, server_name, action, coalesce(server_project, project_id) as project_id
      from under_way
      where case when started_at is null then created_at < ${waitingSince}
        else coalesce(start_time, started_at) < ${slowSince} end
      union all
      select 'event ' || e.id, null, 'not-undone', e.finish_time, e.event, e.host, a.request_id, s.id, s.name, a.action, s.project_id
      from compute.instance_action a
      join compute.instance_action_event e on e.action_id = a.id
      join compute.server s on s.id = a.server_id
      where a.start_time >= ${undoneSince} and a.message is not null and e.result = 'Error' and e.event like 'undo %'
    )
    select id, flow, trouble, since, step, host, request_id as "requestId", server_id as "serverId", server_name as "serverName",
      action, project_id as "projectId", count(*) over ()::int as total
    from troubled order by since, id limit ${limit}`.execute(db)
  return rows
}
