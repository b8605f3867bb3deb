import { sql } from 'kysely'
import type { Db } from '#platform/db/database'
import { isInOffice } from '#platform/process/control-process'
import type { Priority } from './fair-slots.ts'
import type { DispatchedJob } from './jobs.ts'

/**
 * What a job's flow is told, now marked as begun by the process `by`; undefined when it has ended or been called off, so that nobody carries it
 * out (again).
 */
export async function beginJob(db: Db, id: string, by: string | null): Promise<Record<string, unknown> | undefined> {
  const begun = await db
    .updateTable('platform.job')
    .set({ started_at: sql<Date>`coalesce(started_at, now())`, held_by: by })
    .where('id', '=', id)
    .where('finished_at', 'is', null)
    .returning('params')
    .executeTakeFirst()
  return begun?.params as Record<string, unknown> | undefined
}

/** What is left of a job that has ended: nobody reads what it was told any more, and secrets may be among that. */
const ended = () => ({ finished_at: sql<Date>`coalesce(finished_at, now())`, params: '{}' })

/** Marks a job as carried out, well or not. */
export async function finishJob(db: Db, id: string): Promise<void> {
  await db.updateTable('platform.job').set(ended()).where('id', '=', id).execute()
}

/** Whether a job has ended. */
export async function isCarriedOut(db: Db, id: string): Promise<boolean> {
  const job = await db.selectFrom('platform.job').select('finished_at').where('id', '=', id).executeTakeFirst()
  return job !== undefined && job.finished_at !== null
}

/** Whether anything that was asked for a subject has not ended yet. */
export async function hasOpenJob(db: Db, subjectId: string): Promise<boolean> {
  const job = await db
    .selectFrom('platform.job')
    .select('id')
    .where('subject_id', '=', subjectId)
    .where('finished_at', 'is', null)
    .limit(1)
    .executeTakeFirst()
  return job !== undefined
}

/** Whether there is a job under this id. */
export async function isWritten(db: Db, id: string): Promise<boolean> {
  return (await db.selectFrom('platform.job').select('id').where('id', '=', id).executeTakeFirst()) !== undefined
}

/** Whether the same was asked for the same subject again, while this job was being carried out. */
export async function isSuperseded(db: Db, id: string): Promise<boolean> {
  const { rows } = await sql<{ anew: boolean }>`select exists (
    select from platform.job mine join platform.job newer
      on newer.subject_id = mine.subject_id and newer.flow = mine.flow and newer.created_at > mine.created_at
    where mine.id = nullif(${id}, '')::uuid and newer.finished_at is null) as anew`.execute(db)
  return rows[0]!.anew
}

/**
 * Calls off what was asked for a subject and has not begun, but for the flows named in `except`; answers with those that have
 * begun and not ended.
 */
export async function callOff(db: Db, subjectId: string, except: readonly string[]): Promise<readonly string[]> {
  await db
    .updateTable('platform.job')
    .set(ended())
    .where('subject_id', '=', subjectId)
    .where('started_at', 'is', null)
    .where('finished_at', 'is', null)
    .where('flow', 'not in', except)
    .execute()
  const running = await db
    .selectFrom('platform.job')
    .select('id')
    .where('subject_id', '=', subjectId)
    .where('started_at', 'is not', null)
    .where('finished_at', 'is', null)
    .where('flow', 'not in', except)
    .execute()
  return running.map(({ id }) => id)
}

const isUnknownToDbos = sql<boolean>`not exists (
  select from dbos.workflow_status flow where flow.workflow_uuid = job.id::text)`

/**
 * Jobs older than `olderThanMs` that have not begun and are in the hand of the process `by`: its own, and from now on those that are in nobody's,
 * or in that of a process which is gone. What DBOS knows of already is left to DBOS.
 */
export async function takeJobs(db: Db, by: string | null, olderThanMs: number): Promise<readonly DispatchedJob[]> {
  const { rows } = await sql<JobRow>`
    with free as (
      select id from platform.job
      where finished_at is null and started_at is null and created_at <= now() - ${olderThanMs} * interval '1 millisecond'
        and held_by is distinct from ${by}::uuid
        and not exists (select from platform.control_process p where p.id = held_by and ${isInOffice})
        and ${isUnknownToDbos}
      for update skip locked
    ), taken as (
      update platform.job set held_by = ${by}::uuid from free where job.id = free.id returning job.id
    )
    select ${jobColumns} from platform.job
    where finished_at is null and started_at is null and created_at <= now() - ${olderThanMs} * interval '1 millisecond'
      and (held_by is not distinct from ${by}::uuid or id in (select id from taken)) and ${isUnknownToDbos}
    order by created_at`.execute(db)
  return rows.map(asJob)
}

/** Jobs older than `olderThanMs` that have begun and not ended; one may be stuck. */
export async function begunJobs(db: Db, olderThanMs: number): Promise<readonly DispatchedJob[]> {
  const { rows } = await sql<JobRow>`
    select ${jobColumns} from platform.job
    where finished_at is null and started_at is not null and created_at < now() - ${olderThanMs} * interval '1 millisecond'
    order by created_at`.execute(db)
  return rows.map(asJob)
}

/** How many jobs of a project wait for their turn, in whosever hand. */
export async function countWaitingJobs(db: Db, projectId: string): Promise<number> {
  const { rows } = await sql<{ waiting: number }>`
    select count(*) as waiting from platform.job
    where finished_at is null and started_at is null and project_id = ${projectId}`.execute(db)
  return rows[0]!.waiting
}

interface JobRow {
  id: string
  flow: string
  subject_id: string
  request_id: string
  project_id: string
  priority: string
}

const jobColumns = sql.join(
  ['id', 'flow', 'subject_id', 'request_id', 'project_id', 'priority'].map((name) => sql.ref(name)),
)

const asJob = (row: JobRow): DispatchedJob => ({
  id: row.id,
  flow: row.flow,
  subjectId: row.subject_id,
  requestId: row.request_id,
  turn: { projectId: row.project_id, priority: row.priority as Priority },
})

/** Forgets jobs that ended longer ago than `olderThanMs`. */
export async function pruneJobs(db: Db, olderThanMs: number): Promise<number> {
  const pruned = await db
    .deleteFrom('platform.job')
    .where('finished_at', '<', sql<Date>`now() - ${olderThanMs} * interval '1 millisecond'`)
    .executeTakeFirst()
  return Number(pruned.numDeletedRows)
}
