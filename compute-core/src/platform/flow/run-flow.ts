import { isOutage } from '#platform/db/outage'
import { CloudError, type Failure } from '#platform/errors'
import type { Log } from '#platform/log'
import type { Flow, FlowContext, FlowStep } from './define-flow.ts'

/**
 * What makes a flow durable: `step` runs `work` at most once to its end and remembers what it said, over crashes too. Work that throws has
 * met an outage of the database and has not ended.
 */
export interface FlowEngine {
  step(name: string, work: () => Promise<string>): Promise<string>
}

/** Hears of every step and undo as it really runs; a remembered one is not heard of again. */
export interface StepObserver {
  started(flow: FlowContext, step: string): Promise<void>
  finished(flow: FlowContext, step: string, error: Error | null): Promise<void>
  /** Nothing more is done for this flow; said at least once, whatever dies when. */
  ended?(flow: FlowContext): Promise<void>
}

export interface FlowRun {
  engine: FlowEngine
  observer?: StepObserver
  log: Log
  /** Waits between two tries of an undo; tests bring one that does not. */
  pause: (ms: number) => Promise<void>
}

/** How long to wait before each further try of an undo or of the failure handler. */
const retryAfterMs = [100, 500, 2_000] as const

type Outcome = { ok: unknown } | { failed: { message: string; failure?: Failure; stack?: string } }

/**
 * Runs `flow` to its end: undefined when every step is done, else the error, after the undos have been walked back and the failure
 * handler has run. Throws only when the engine itself does: then nothing is decided, and the flow goes on where it was once it runs again.
 */
export async function runFlow<Io>(
  flow: Flow<Io>,
  io: Io,
  params: FlowContext & Record<string, unknown>,
  run: FlowRun,
): Promise<Error | undefined> {
  const known: Record<string, unknown> = { ...params }
  const done: FlowStep<Io>[] = []
  for (const step of flow.steps) {
    const outcome = await attempt(run, params, step.name, async () => {
      await flow.guard?.(io, known)
      return step.run(io, known)
    })
    if ('failed' in outcome) {
      const error = revive(outcome.failed)
      run.log.info({ flow: flow.slug, flowId: params.flowId, step: step.name, err: error }, 'step failed')
      await walkBack(flow, io, known, done, run, params)
      await handleFailure(flow, io, known, error, run, params)
      return error
    }
    known[step.name] = outcome.ok
    done.push(step)
  }
  return undefined
}

async function walkBack<Io>(
  flow: Flow<Io>,
  io: Io,
  known: Readonly<Record<string, unknown>>,
  done: readonly FlowStep<Io>[],
  run: FlowRun,
  params: FlowContext,
): Promise<void> {
  for (const { name, undo } of done.toReversed()) {
    if (typeof undo !== 'function') continue
    const outcome = await attempt(run, params, `undo ${name}`, () => retried(run, () => undo(io, known, known[name])))
    // What could not be taken back now is the reconcilers' to find; the rest must not stay because of it.
    if ('failed' in outcome)
      run.log.error({ flow: flow.slug, ...which(params), undo: name, err: outcome.failed }, 'undo failed')
  }
}

async function handleFailure<Io>(
  flow: Flow<Io>,
  io: Io,
  known: Record<string, unknown>,
  error: Error,
  run: FlowRun,
  params: FlowContext,
): Promise<void> {
  const { failureHandler } = flow
  if (!failureHandler) return
  // Not observed: it is no step that somebody would read of. Its checkpoint keeps the name that flows under way know it by.
  const outcome = await attempt({ ...run, observer: silent }, params, 'settle', () =>
    retried(run, () => failureHandler(io, known, error)),
  )
  if ('failed' in outcome)
    run.log.error({ flow: flow.slug, ...which(params), err: outcome.failed }, 'failure handler failed')
}

/** Which flow it is, for the log: what else it was told may be secret. */
const which = ({ flowId, requestId, subjectId }: FlowContext) => ({ flowId, requestId, subjectId })

const silent: StepObserver = { started: async () => {}, finished: async () => {} }

/** One checkpointed piece of work; its outcome comes from the checkpoint also when it has just been made, so a replay is no other case. */
async function attempt(
  { engine, observer = silent, log }: FlowRun,
  params: FlowContext,
  name: string,
  work: () => Promise<unknown>,
): Promise<Outcome> {
  const tell = (telling: Promise<void>) =>
    telling.catch((error: unknown) => log.warn({ ...which(params), step: name, err: error }, 'step not recorded'))
  const remembered = await engine.step(name, async () => {
    const told = tell(observer.started(params, name))
    const outcome = await work().then(
      (value): Outcome => ({ ok: value ?? null }),
      (cause: unknown): Outcome => {
        // The database being away decides nothing: the engine does the step again once it is back.
        if (isOutage(cause)) throw cause
        return { failed: lay(cause) }
      },
    )
    await told
    await tell(observer.finished(params, name, 'failed' in outcome ? revive(outcome.failed) : null))
    return JSON.stringify(outcome)
  })
  return JSON.parse(remembered) as Outcome
}

async function retried<T>({ pause }: FlowRun, work: () => Promise<T>): Promise<T> {
  for (const ms of retryAfterMs) {
    try {
      return await work()
    } catch {
      await pause(ms)
    }
  }
  return work()
}

/** An error as JSON can keep it. */
function lay(cause: unknown): { message: string; failure?: Failure; stack?: string } {
  if (!(cause instanceof Error)) return { message: String(cause) }
  return {
    message: cause.message,
    ...(cause instanceof CloudError && { failure: cause.failure }),
    ...(cause.stack !== undefined && { stack: cause.stack }),
  }
}

function revive({ message, failure, stack }: { message: string; failure?: Failure; stack?: string }): Error {
  const error = failure ? new CloudError(failure) : new Error(message)
  if (stack !== undefined) error.stack = stack
  return error
}
