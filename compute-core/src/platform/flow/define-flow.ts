import type { Turn } from './fair-slots.ts'

/** How a step is taken back, or why it is not: there is nothing to take back, or it cannot be taken back any more. */
export type Undo<Io, Known, Result> =
  | ((io: Io, known: Known, result: Result) => Promise<unknown>)
  | NothingToUndo
  | PointOfNoReturn

export interface NothingToUndo {
  kind: 'nothing-to-undo'
  because: string
}

export interface PointOfNoReturn {
  kind: 'point-of-no-return'
  because: string
  /** What may be asked for after a later step has failed, and then ends well: usually the same again. */
  onward: string
}

/** Says why a step needs no way back: with the other steps taken back, all is as it was before. */
export const nothingToUndo = (because: string): NothingToUndo => ({ kind: 'nothing-to-undo', because })

/**
 * Says why a step cannot be taken back. Whoever defines it promises instead that after any later failure the action `onward` can be asked
 * for and ends well; the flow kit holds the flow to that.
 */
export const pointOfNoReturn = (because: string, onward: string): PointOfNoReturn => ({
  kind: 'point-of-no-return',
  because,
  onward,
})

/** A step as the engine sees it; the builder below has checked the types. */
export interface FlowStep<Io> {
  /** What a person reads in the log of actions. */
  name: string
  run(io: Io, known: Record<string, unknown>): Promise<unknown>
  undo: Undo<Io, Record<string, unknown>, unknown>
}

/** What every flow is told about itself besides its parameters. */
export interface FlowContext {
  /** The job's id, which is the workflow's too. */
  flowId: string
  requestId: string
  /** The id of what the flow is about. */
  subjectId: string
  /** Whose turn it takes; what follows from it takes the same. */
  turn?: Turn | undefined
}

/**
 * A long operation told step by step, with the way back. Each step's result is durable before the next begins; after a crash
 * the flow goes on at the first step not done; a failure walks the undos back and ends in the failure handler. Every step may run twice.
 */
export interface Flow<Io> {
  slug: string
  steps: readonly FlowStep<Io>[]
  /** Asked before each step; throws when something stronger (a delete) has preempted this flow. */
  guard: ((io: Io, known: Record<string, unknown>) => Promise<void>) | undefined
  /** What is true once all is undone: who is told, and in which state the subject is left. */
  failureHandler: ((io: Io, known: Record<string, unknown>, error: Error) => Promise<void>) | undefined
}

export interface FlowBuilder<Io, Known> extends Flow<Io> {
  step<Name extends string, Result>(
    name: Name,
    step: { run: (io: Io, known: Known) => Promise<Result>; undo: Undo<Io, Known, Result> },
  ): FlowBuilder<Io, Known & { [K in Name]: Result }>
  guardedBy(guard: (io: Io, known: Known) => Promise<void>): FlowBuilder<Io, Known>
  onFailure(end: (io: Io, known: Known, error: Error) => Promise<void>): FlowBuilder<Io, Known>
}

/** Begins a flow under `slug`; later steps know the parameters and each earlier step's result under that step's name. */
export function defineFlow<Io, Params extends object>(slug: string): FlowBuilder<Io, Params & FlowContext> {
  return build<Io, Params & FlowContext>({ slug, steps: [], guard: undefined, failureHandler: undefined })
}

function build<Io, Known>(flow: Flow<Io>): FlowBuilder<Io, Known> {
  return {
    ...flow,
    step(name, step) {
      if (flow.steps.some((earlier) => earlier.name === name))
        throw new Error(`${flow.slug} has two steps called ${name}.`)
      return build({ ...flow, steps: [...flow.steps, { name, ...step } as FlowStep<Io>] })
    },
    guardedBy: (guard) => build({ ...flow, guard: guard as Flow<Io>['guard'] }),
    onFailure: (end) => build({ ...flow, failureHandler: end as Flow<Io>['failureHandler'] }),
  }
}
