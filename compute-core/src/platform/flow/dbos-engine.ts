import { AsyncLocalStorage } from 'node:async_hooks'
import { DBOS } from '@dbos-inc/dbos-sdk'
import { setTimeout as pause } from 'node:timers/promises'
import { openPool, type Database } from '#platform/db/database'
import { oneAtATime } from '#platform/db/one-at-a-time'
import { outlasting } from '#platform/db/outage'
import type { Log } from '#platform/log'
import { dbosLog } from './dbos-log.ts'
import type { Flow, FlowContext } from './define-flow.ts'
import { fairSlots, ofNobody, type Slot, type Turn } from './fair-slots.ts'
import { runFlow, type FlowEngine, type StepObserver } from './run-flow.ts'
import { type ProcessLease, soleLease } from '#platform/process/process-lease'
import { handOn } from './hand-on.ts'
import { beginJob, finishJob, takeJobs } from './job-ledger.ts'
import type { DispatchedJob, Flows } from './jobs.ts'

// Theory of operation
//
// A job is a row that is written in the transaction of whoever asks (`jobs.ts`). From then on the flow happens, whoever dies when:
//
//   job written  ->  dispatched  ->  begun (`beginJob`)  ->  steps, each a checkpoint  ->  finished (`finishJob`)
//
// - Between commit and dispatch: a reconciler dispatches jobs that were never begun (`takeUp`). Dispatching is idempotent, because the job's
//   id is the workflow's id and DBOS starts a workflow of one id once.
// - Between dispatch and the first step: `beginJob` tells whether the job is still to be done. A delete may have called it off.
// - Within a step: DBOS writes what a step returned once it has returned. A process that dies in between does the step again, so every
//   step may run twice. A step returns its outcome, good or bad, as JSON (`run-flow.ts`); a failure is therefore as durable as a success,
//   and the way back is walked after a crash as it would have been before it.
// - After a start DBOS takes up by itself what this executor has left under way. What DBOS knows of is not dispatched a second time.
//
// Several processes carry flows side by side. Each has an executor of its own, named after the process, and a lease (`process/`).
//
// - A job is in the hand of one process, from when it was written or taken: nobody else begins it while that one is in office. A process that
//   only writes jobs holds none; the others hear of it by an event, or look.
// - Once a process is gone (`takeUp`), its flows are put into DBOS's own queue, from which any of the others takes each once.
// - DBOS gives whoever runs a workflow a token, and takes a checkpoint only from who has it now. One that was paused, and whose flow was handed
//   on, cannot write down what it has done; it finds that it has lost and stops. Before each step, and before what it did is written down,
//   it waits until it holds its lease: at most the step in which it was paused is done twice, as after a crash.
//
// Replay is by position: DBOS compares the n-th checkpoint with the n-th step of the code. So names and order of steps are a contract
// with flows that are under way (`flow-steps.txt` in conductor/flows), and `applicationVersion` is fixed: otherwise a new build would
// leave the old one's flows lying.
//
// Closing is the hard part. A step that could not be checkpointed because its process is shutting down must not be taken for one that
// has failed, or its flow would be walked back at every deploy. Every checkpoint therefore goes through a door (`closingDoor`). Once it
// is closed nobody passes any more, and whoever had passed and fails afterwards waits for ever; the next start goes on from the last
// checkpoint.
//
// A database that goes away is no failure of a step: what met the outage is done again until the database is back (`outlasting`), and
// DBOS does the same with its checkpoints.
//
// `concurrency` bounds how many flows work at once in a process; `fair-slots.ts` says whose turn it is. The others wait in memory, with
// their jobs safe in the table, and so do those that a start takes up again. A flow that waits for somebody else (`yieldSlotWhile`) is not
// counted: any number may wait for something slow to shut down. DBOS's queues could do the counting (they have priorities and limits by
// partition), but a workflow in a queue keeps its place until it has ended, also while it sleeps, and each partition is polled for.
//
// DBOS keeps a workflow's input for as long as its checkpoints. What a job's flow is told may be secret, so the input only says which job
// it is, and the rest is read from the table when the flow begins, also when it begins anew; it is gone once the job has ended.

export interface DurableFlowsOptions<Io> {
  /** Where DBOS keeps its checkpoints: the same database as everything else, in a schema of its own. */
  url: string
  db: Database
  log: Log
  flows: readonly Flow<Io>[]
  /** What the steps work with; asked for when the first flow runs, so that it may itself hold these flows. */
  io: () => Io
  observer?: StepObserver
  /** The lease of this process; without one it is alone. */
  lease?: Pick<ProcessLease, 'id' | 'held'> | undefined
  /** Flows that work at once in this process; the others wait their turn as jobs. */
  concurrency?: number
}

/** How much there is to do, and whether anything is done. */
export interface FlowFigures {
  /** Flows that work, and those that wait for somebody else: for a flow that has to end first, say. */
  running: number
  blocked: number
  /** Flows that wait for their turn. */
  waiting: number
  /** For how long the one has waited that has not begun and has waited longest; 0 when none has. */
  oldestWaitingMs: number
  /** For how long nothing has moved (no turn was given, no step ended) although somebody waits; 0 when nobody does. */
  stalledMs: number
  /** Flows that have ended since the start of this process. */
  succeeded: number
  failed: number
}

/** Flows carried by DBOS: what has begun goes on after a crash at the first step not done. One engine per process. */
export interface DurableFlows extends Flows {
  /** Begins to carry out jobs, first those that an earlier process has left. */
  launch(): Promise<void>
  /**
   * Takes up what nobody carries: flows of processes that are gone, and jobs older than `olderThanMs` that nobody has in hand, or this process
   * without having begun them. How many of both.
   */
  takeUp(olderThanMs?: number): Promise<number>
  /** Lets the steps under way end, for at most `graceMs`; the flows go on at the next launch. */
  close(graceMs?: number): Promise<void>
  /** Whether the flow of a job is under way, has ended, or was never begun. */
  stateOf(jobId: string): Promise<'unknown' | 'running' | 'ended'>
  /** Forgets the checkpoints of flows that ended longer ago than `olderThanMs`; returns how many. */
  prune(olderThanMs: number): Promise<number>
  /** How many jobs are being carried out or wait for their turn here. */
  inHand(): number
  figures(): FlowFigures
}

// Fixed: a new build goes on with what the old one began. Steps keep their names and their order while flows may be under way.
const applicationVersion = '1'
const stepGraceMs = 3_000
// Any number will do that only this takes.
const launchLock = 4_118_730_265
/** The executor of a process without a lease: before there were leases, that of every process. */
const aloneId = 'kilonova'

/** Prepares to carry `flows`; nothing runs before `launch`. */
export function durableFlows<Io>(options: DurableFlowsOptions<Io>): DurableFlows {
  const { url, db, log, flows, io, observer, lease, concurrency = 32 } = options
  const { held } = lease ?? soleLease
  const executorId = lease?.id ?? aloneId
  const carriers = new Map<string, (job: DispatchedJob) => Promise<void>>()
  const inHand = new Map<string, DispatchedJob>()
  const slots = fairSlots(concurrency)
  // Of the jobs that were given their turn before DBOS was told of them.
  const slotOf = new Map<string, Slot>()
  const ownSlot = new AsyncLocalStorage<Slot>()
  // In the order in which they came.
  const waitingSince = new Map<string, number>()
  const ended = { succeeded: 0, failed: 0 }
  let steppedAt = 0
  const door = closingDoor()
  let launched = false
  // DBOS's own pool asks two things of a connection at once, which pg is about to forbid.
  let pool: ReturnType<typeof openPool> | undefined

  const engine: FlowEngine = {
    async step(name, work) {
      const doIt = async () => {
        await held()
        return work()
      }
      const outcome = await door.pass(() =>
        DBOS.runStep(
          async () => {
            const done = await outlasting(doIt)
            await held()
            return done
          },
          { name },
        ),
      )
      steppedAt = Date.now()
      return outcome
    },
  }

  const carry =
    (flow: Flow<Io>) =>
    async ({ id, requestId, subjectId, turn = ofNobody }: DispatchedJob) => {
      const slot = slotOf.get(id) ?? (await takeTurn(id, turn))
      slotOf.delete(id)
      try {
        await ownSlot.run(slot, () => carryOut(flow, { flowId: id, requestId, subjectId, turn }))
      } finally {
        slot.release()
      }
    }

  async function carryOut(flow: Flow<Io>, context: FlowContext): Promise<void> {
    const { flowId, requestId } = context
    await held()
    const params = await outlasting(() => beginJob(db, flowId, lease?.id ?? null))
    if (params) {
      const run = { engine, log, pause, ...(observer && { observer }) }
      const error = await runFlow(flow, io(), { ...params, ...context }, run)
      if (error) log.warn({ flow: flow.slug, flowId, requestId, err: error }, 'flow failed')
      await outlasting(() => finishJob(db, flowId))
      ended[error ? 'failed' : 'succeeded']++
    }
    await outlasting(async () => observer?.ended?.(context))
  }

  function takeTurn(jobId: string, turn: Turn): Promise<Slot> {
    if (!waitingSince.has(jobId)) waitingSince.set(jobId, Date.now())
    return slots.take(turn).finally(() => waitingSince.delete(jobId))
  }

  async function start(job: DispatchedJob): Promise<void> {
    const carrier = carriers.get(job.flow)
    if (!carrier) throw new Error(`There is no flow called ${job.flow}.`)
    slotOf.set(job.id, await takeTurn(job.id, job.turn ?? ofNobody))
    try {
      await held()
      if (door.isClosed()) return
      const handle = await DBOS.startWorkflow(carrier, { workflowID: job.id })(job)
      await handle.getResult()
    } finally {
      // One that had ended before does not begin again, and leaves its place to us.
      slotOf.get(job.id)?.release()
      slotOf.delete(job.id)
    }
  }

  // A step may enqueue another flow; DBOS must not take that one for a part of the step that it was dispatched in.
  const outside = AsyncLocalStorage.snapshot()

  const take = (job: DispatchedJob): void => outside(() => carryInTurn(job))

  function carryInTurn(job: DispatchedJob): void {
    Promise.race([start(job), door.closed])
      .catch((error: unknown) => {
        if (!door.isClosed()) log.error({ flow: job.flow, flowId: job.id, err: error }, 'flow broke off')
      })
      .finally(() => inHand.delete(job.id))
  }

  function dispatch({ id, flow, subjectId, requestId, turn }: DispatchedJob): boolean {
    if (door.isClosed() || inHand.has(id)) return false
    const job = { id, flow, subjectId, requestId, turn }
    inHand.set(id, job)
    if (launched) take(job)
    return true
  }

  return {
    dispatch,
    waiting: async (projectId) => slots.waiting(projectId),
    async takeUp(olderThanMs = 0) {
      if (!launched || door.isClosed()) return 0
      const left = await handOn(db, { to: executorId, version: applicationVersion })
      const lost = await takeJobs(db, lease?.id ?? null, olderThanMs)
      return left + lost.filter(dispatch).length
    },
    async yieldSlotWhile(wait) {
      const slot = ownSlot.getStore()
      return slot ? slot.yieldWhile(wait) : wait()
    },
    inHand: () => inHand.size,
    figures() {
      const now = Date.now()
      const [oldest = now] = waitingSince.values()
      return {
        ...slots.held(),
        waiting: slots.waiting(),
        oldestWaitingMs: now - oldest,
        // Nobody has waited for longer than that, even if nothing has moved since long before.
        stalledMs: now - Math.max(oldest, steppedAt, slots.movedAt()),
        ...ended,
      }
    },
    async launch() {
      pool = openPool(url, 8)
      DBOS.setConfig({
        name: 'kilonova',
        systemDatabaseUrl: url,
        systemDatabasePool: pool,
        systemDatabaseSchemaName: 'dbos',
        applicationVersion,
        executorID: executorId,
        logger: dbosLog(log),
        // Nothing here waits for notifications between workflows: one connection less.
        useListenNotify: false,
      })
      for (const flow of flows) carriers.set(flow.slug, DBOS.registerWorkflow(carry(flow), { name: flow.slug }))
      // Its tables are made at the first start, and two that make them at once end in a deadlock.
      await oneAtATime(pool, launchLock, () => DBOS.launch())
      launched = true
      for (const job of inHand.values()) take(job)
    },
    async close(graceMs = stepGraceMs) {
      await door.close(graceMs)
      if (launched) await DBOS.shutdown({ deregister: true })
      launched = false
      if (pool && !pool.ended) await pool.end()
    },
    async stateOf(jobId) {
      const status = await DBOS.getWorkflowStatus(jobId)
      if (!status) return 'unknown'
      return ['PENDING', 'ENQUEUED', 'DELAYED'].includes(status.status) ? 'running' : 'ended'
    },
    prune: (olderThanMs) => prune(new Date(Date.now() - olderThanMs)),
  }
}

async function prune(before: Date): Promise<number> {
  const ended = await DBOS.listWorkflows({
    status: ['SUCCESS', 'ERROR', 'CANCELLED', 'MAX_RECOVERY_ATTEMPTS_EXCEEDED'],
    completedBefore: before.toISOString(),
    limit: 1_000,
    loadInput: false,
    loadOutput: false,
  })
  if (ended.length > 0) await DBOS.deleteWorkflows(ended.map(({ workflowID }) => workflowID))
  return ended.length
}

/**
 * Once closed, whoever comes to it waits for ever, and so does whoever had passed before and breaks after: a step that could not be
 * written down because its process is being shut down must not be taken for one that has failed.
 */
function closingDoor() {
  let isClosed = false
  let inside = 0
  const empty = Promise.withResolvers<void>()
  const closed = Promise.withResolvers<void>()
  const never = new Promise<never>(() => {})
  const leave = () => {
    inside--
    if (isClosed && inside === 0) empty.resolve()
  }
  return {
    isClosed: () => isClosed,
    closed: closed.promise,
    async pass<T>(work: () => Promise<T>): Promise<T> {
      if (isClosed) return never
      inside++
      const outcome = await work().then(
        (value) => ({ value }),
        (error: unknown) => ({ error }),
      )
      leave()
      if ('value' in outcome) return outcome.value
      if (isClosed) return never
      throw outcome.error
    },
    async close(graceMs: number): Promise<void> {
      isClosed = true
      closed.resolve()
      if (inside > 0) await Promise.race([empty.promise, pause(graceMs, undefined, { ref: false })])
    },
  }
}
