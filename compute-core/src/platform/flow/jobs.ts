import { type Db } from '#platform/db/database'
import { newId } from '#platform/ids'
import { ofNobody, type Turn } from './fair-slots.ts'

/** What somebody asked for, waiting for its flow. */
export interface Job {
  id: string
  flow: string
  subjectId: string
  /** In the table only, and there only until the job has ended: a user's secrets may be among them. */
  params: Record<string, unknown>
  requestId: string
  /** Whose turn it takes; what nobody asked for has a queue of its own. */
  turn?: Turn | undefined
}

/** What the engine keeps of a job. */
export type DispatchedJob = Omit<Job, 'params'>

/** Hands flows over to whoever carries them out. */
export interface Flows {
  /** Starts the job's flow at once, after the transaction has committed; one that is never dispatched is found by a reconciler. */
  dispatch(job: DispatchedJob): void
  /** How many operations of a project wait for their turn: of those in the hand of this process, or of all where it carries none. */
  waiting(projectId: string): Promise<number>
  /** Does what waits for somebody else: meanwhile the flow that it is called in takes no place from others. */
  yieldSlotWhile<T>(wait: () => Promise<T>): Promise<T>
}

/**
 * Writes a job; it is carried out even if this process dies right after the commit. Under an `id` that the caller gives it is written
 * once, however often.
 */
export async function writeJob(trx: Db, job: Omit<Job, 'id'>, id: string = newId<string>()): Promise<Job> {
  const written = { ...job, id }
  await insertJobs(trx, [written])
  return written
}

/** Writes many jobs in one statement, each under an id of its own. */
export async function writeJobs(trx: Db, jobs: readonly Omit<Job, 'id'>[]): Promise<Job[]> {
  const written = jobs.map((job) => ({ ...job, id: newId<string>() }))
  await insertJobs(trx, written)
  return written
}

async function insertJobs(trx: Db, jobs: readonly Job[]): Promise<void> {
  await trx
    .insertInto('platform.job')
    .values(
      jobs.map(({ id, flow, subjectId, params, requestId, turn = ofNobody }) => ({
        id,
        flow,
        subject_id: subjectId,
        params: JSON.stringify(params),
        request_id: requestId,
        project_id: turn.projectId,
        priority: turn.priority,
      })),
    )
    .onConflict((on) => on.column('id').doNothing())
    .execute()
}
