/** How a step is taken back, or the reason why there is nothing to take back. */
export type Undo<Io, Known, Result> = ((io: Io, known: Known, result: Result) => Promise<unknown>) | NoUndo

export interface NoUndo {
  because: string
}

/** Says why a step needs no way back. */
export const noUndo = (because: string): NoUndo => ({ because })

/** A step as the engine sees it; the builder below has checked the types. */
export interface FlowStep<Io> {
  /** What a person reads in the server's action log. */
  name: string
  run(io: Io, known: Record<string, unknown>): Promise<unknown>
  undo: Undo<Io, Record<string, unknown>, unknown>
}

/** What every flow is told about itself besides its parameters. */
export interface FlowContext {
  /** The wish's id, which is the workflow's too. */
  flowId: string
  requestId: string
}

/**
 * A long operation told step by step, with the way back. Each step's result is durable before the next begins; after a crash
 * the flow goes on at the first step not done; a failure walks the undos back and ends in `settle`. Every step may run twice.
 */
export interface Flow<Io> {
  slug: string
  steps: readonly FlowStep<Io>[]
  /** Asked before each step; throws when something stronger (a delete) has overtaken this flow. */
  guard: ((io: Io, known: Record<string, unknown>) => Promise<void>) | undefined
  /** What is true once all is undone: who is told, and in which state the subject is left. */
  settle: ((io: Io, known: Record<string, unknown>, error: Error) => Promise<void>) | undefined
}

interface FlowBuilder<Io, Known> extends Flow<Io> {
  step<Name extends string, Result>(
    name: Name,
    step: { run: (io: Io, known: Known) => Promise<Result>; undo: Undo<Io, Known, Result> },
  ): FlowBuilder<Io, Known & { [K in Name]: Result }>
  guardedBy(guard: (io: Io, known: Known) => Promise<void>): FlowBuilder<Io, Known>
  whenItFails(settle: (io: Io, known: Known, error: Error) => Promise<void>): FlowBuilder<Io, Known>
}

/** Begins a flow under `slug`; later steps know the parameters and each earlier step's result under that step's name. */
export function defineFlow<Io, Params extends object>(slug: string): FlowBuilder<Io, Params & FlowContext> {
  return build<Io, Params & FlowContext>({ slug, steps: [], guard: undefined, settle: undefined })
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
    whenItFails: (settle) => build({ ...flow, settle: settle as Flow<Io>['settle'] }),
  }
}
