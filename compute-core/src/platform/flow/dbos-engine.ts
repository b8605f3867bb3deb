import { AsyncLocalStorage } from 'node:async_hooks'
import { DBOS } from '@dbos-inc/dbos-sdk'
import { setTimeout as pause } from 'node:timers/promises'
import { openPool, type Database } from '#platform/db/database'
import type { Log } from '#platform/log'
import { atMost } from '#platform/at-most'
import { dbosLog } from './dbos-log.ts'
import type { Flow } from './define-flow.ts'
import { runFlow, type FlowEngine, type StepObserver } from './run-flow.ts'
import { beginWish, finishWish } from './wish-ledger.ts'
import { writeWish, type Flows, type Wish } from './wishes.ts'

export interface DurableFlowsOptions<Io> {
  /** Where DBOS keeps its checkpoints: the same database as everything else, in a schema of its own. */
  url: string
  db: Database
  log: Log
  flows: readonly Flow<Io>[]
  /** What the steps work with; asked for when the first flow runs, so that it may itself hold these flows. */
  io: () => Io
  observer?: StepObserver
  /** Whose flows a start takes up again. Control processes side by side each need their own. */
  executorId?: string
  /** Flows that run at once in this process; the others wait their turn as wishes. */
  concurrency?: number
}

/** Flows carried by DBOS: what has begun goes on after a crash at the first step not done. One at a time in a process. */
export interface DurableFlows extends Flows {
  /** Begins to carry out wishes, first those that an earlier process has left. */
  launch(): Promise<void>
  /** Lets the steps under way end, for at most `graceMs`; the flows go on at the next launch. */
  close(graceMs?: number): Promise<void>
  /** Whether the flow of a wish is under way, has ended, or was never begun. */
  stateOf(wishId: string): Promise<'unknown' | 'running' | 'ended'>
  /** Forgets the checkpoints of flows that ended longer ago than `olderThanMs`; returns how many. */
  prune(olderThanMs: number): Promise<number>
  /** How many wishes are being carried out or wait for their turn here. */
  inHand(): number
}

// Fixed: a new build goes on with what the old one began. Steps keep their names and their order while flows may be under way.
const applicationVersion = '1'
const stepGraceMs = 3_000

/** Prepares to carry `flows`; nothing runs before `launch`. */
export function durableFlows<Io>(options: DurableFlowsOptions<Io>): DurableFlows {
  const { url, db, log, flows, io, observer, executorId = 'kilonova', concurrency = 32 } = options
  const carriers = new Map<string, (wish: Wish) => Promise<void>>()
  const inHand = new Map<string, Wish>()
  const recovered = new Set<string>()
  const inTurn = atMost(concurrency)
  const door = closingDoor()
  let launched = false
  // DBOS's own pool asks two things of a connection at once, which pg is about to forbid.
  let pool: ReturnType<typeof openPool> | undefined

  const engine: FlowEngine = { step: (name, work) => door.pass(() => DBOS.runStep(work, { name })) }

  const carry = (flow: Flow<Io>) => async (wish: Wish) => {
    const context = { ...wish.params, flowId: wish.id, requestId: wish.requestId }
    if (await beginWish(db, wish.id)) {
      const error = await runFlow(flow, io(), context, { engine, log, pause, ...(observer && { observer }) })
      if (error) log.warn({ flow: wish.flow, flowId: wish.id, requestId: wish.requestId, err: error }, 'flow failed')
      await finishWish(db, wish.id)
    }
    await observer?.ended?.(context)
  }

  async function start(wish: Wish): Promise<void> {
    const carrier = carriers.get(wish.flow)
    if (!carrier) throw new Error(`There is no flow called ${wish.flow}.`)
    if (door.isClosed()) return
    const handle = await DBOS.startWorkflow(carrier, { workflowID: wish.id })(wish)
    await handle.getResult()
  }

  // A step may wish for another flow; DBOS must not take that one for a part of the step that it was kicked in.
  const outside = AsyncLocalStorage.snapshot()

  const take = (wish: Wish): void => outside(() => carryInTurn(wish))

  function carryInTurn(wish: Wish): void {
    inTurn(() => Promise.race([start(wish), door.closed]))
      .catch((error: unknown) => {
        if (!door.isClosed()) log.error({ flow: wish.flow, flowId: wish.id, err: error }, 'flow broke off')
      })
      .finally(() => inHand.delete(wish.id))
  }

  return {
    wish: (trx, wish) => writeWish(trx, wish),
    kick(wish) {
      if (door.isClosed() || inHand.has(wish.id) || recovered.has(wish.id)) return
      inHand.set(wish.id, wish)
      if (launched) take(wish)
    },
    inHand: () => inHand.size,
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
      await DBOS.launch()
      // DBOS takes these up by itself, also one that died before its wish was marked as begun.
      for (const { workflowID } of await underWay()) recovered.add(workflowID)
      launched = true
      for (const wish of inHand.values()) take(wish)
    },
    async close(graceMs = stepGraceMs) {
      await door.close(graceMs)
      if (launched) await DBOS.shutdown({ deregister: true })
      launched = false
      if (pool && !pool.ended) await pool.end()
    },
    async stateOf(wishId) {
      const status = await DBOS.getWorkflowStatus(wishId)
      if (!status) return 'unknown'
      return ['PENDING', 'ENQUEUED', 'DELAYED'].includes(status.status) ? 'running' : 'ended'
    },
    prune: (olderThanMs) => prune(new Date(Date.now() - olderThanMs)),
  }
}

const underWay = () => DBOS.listWorkflows({ status: ['PENDING', 'ENQUEUED'], loadInput: false, loadOutput: false })

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
