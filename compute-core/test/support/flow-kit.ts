import { expect, test } from 'vitest'
import type { Flow, FlowContext } from '#platform/flow/define-flow'
import { runFlow, type FlowEngine } from '#platform/flow/run-flow'
import { silentLog } from '#platform/log'

/** A world for one run of a flow, of its own each time. */
export interface FlowWorld<Io> {
  io: Io
  params: FlowContext & Record<string, unknown>
  /** All that the flow may have made or changed, and must have taken back when it failed. */
  snapshot(): Promise<unknown>
  /**
   * Ends the failed flow's job, asks for `action` as a person or a reconciler would, and has it carried out. Answers with the slug of the
   * flow that did so; throws unless the subject ends well.
   */
  goOn(action: string): Promise<string>
}

export type MakeWorld<Io> = () => Promise<FlowWorld<Io>>

/** Runs each piece of work once, as a day without a crash does. */
export const onceEngine: FlowEngine = { step: (_name, work) => work() }

/** Runs each piece of work twice, as if the process had died each time between doing it and writing that down. */
export const twiceEngine: FlowEngine = {
  async step(_name, work) {
    await work()
    return work()
  },
}

/** Runs `flow` in a world, in memory; the error when it failed. */
export const runIn = <Io>(
  flow: Flow<Io>,
  { io, params }: Pick<FlowWorld<Io>, 'io' | 'params'>,
  engine: FlowEngine = onceEngine,
): Promise<Error | undefined> => runFlow(flow, io, params, { engine, log: silentLog, pause: async () => {} })

/**
 * Fails the flow at every step, then again with everything done twice. Up to the first point of no return it wants the world as it was
 * before; after it, that what the flow promises to be possible then is, and ends well: where that is the same flow again, with the world
 * as it is when nothing ever failed.
 */
export function everyStepUnwinds<Io>(flow: Flow<Io>, makeWorld: MakeWorld<Io>): void {
  test.each(failures(flow))('$flow.slug $promise when $step fails, $how', async (failure) => {
    const { flow: failing, step, engine, onward } = failure
    const world = await makeWorld()
    const before = await world.snapshot()
    expect(await runIn(failing, world, engine)).toMatchObject({ message: failureAt(step) })
    const carriedOn = onward === undefined ? undefined : await world.goOn(onward)
    expect(await world.snapshot()).toEqual(carriedOn === undefined ? before : await wantedAfter(carriedOn))
  })
  // Whatever else ends well leaves what it leaves; its own kit sees to that.
  const wantedAfter = (slug: string) => (slug === flow.slug ? undisturbed(flow, makeWorld) : expect.anything())
}

/** What there is once the flow has ended and nothing has failed. */
async function undisturbed<Io>(flow: Flow<Io>, makeWorld: MakeWorld<Io>): Promise<unknown> {
  const world = await makeWorld()
  const error = await runIn(flow, world)
  if (error) throw error
  return world.snapshot()
}

/** Does every step twice on the way to success, and wants the world as if each had been done once. */
export function everyStepRepeats<Io>(flow: Flow<Io>, makeWorld: MakeWorld<Io>): void {
  test(`${flow.slug} done twice at every step equals once`, async () => {
    const [once, twice] = [await makeWorld(), await makeWorld()]
    expect(await runIn(flow, once)).toBeUndefined()
    expect(await runIn(flow, twice, twiceEngine)).toBeUndefined()
    expect(await twice.snapshot()).toEqual(await once.snapshot())
  })
}

const failureAt = (step: string) => `The kit fails ${step}.`

/** What is promised when the step at `index` fails: undefined to be as before, else the action that can be asked for then. */
export const promiseAt = <Io>({ steps }: Flow<Io>, index: number): string | undefined =>
  steps
    .slice(0, index)
    .flatMap(({ undo }) => ('kind' in undo && undo.kind === 'point-of-no-return' ? [undo.onward] : []))
    .at(-1)

const failures = <Io>(flow: Flow<Io>) =>
  flow.steps.flatMap(({ name: step }, index) => {
    const onward = promiseAt(flow, index)
    const promise = onward === undefined ? 'leaves nothing' : `goes on with ${onward}`
    const failing = { flow: brokenAt(flow, index), step, onward, promise }
    return [
      { ...failing, how: 'done once', engine: onceEngine },
      { ...failing, how: 'done twice', engine: twiceEngine },
    ]
  })

const brokenAt = <Io>(flow: Flow<Io>, index: number): Flow<Io> => ({
  ...flow,
  steps: flow.steps.map((step, at) =>
    at === index ? { ...step, run: () => Promise.reject(new Error(failureAt(step.name))) } : step,
  ),
})
