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

/** Fails the flow at every step, then again with everything done twice, and wants the world as it was before. */
export function everyStepUnwinds<Io>(flow: Flow<Io>, makeWorld: MakeWorld<Io>): void {
  test.each(failures(flow))(
    '$flow.slug leaves nothing when $step fails, $how',
    async ({ flow: failing, step, engine }) => {
      const world = await makeWorld()
      const before = await world.snapshot()
      expect(await runIn(failing, world, engine)).toMatchObject({ message: failureAt(step) })
      expect(await world.snapshot()).toEqual(before)
    },
  )
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

function failures<Io>(flow: Flow<Io>) {
  return flow.steps.flatMap(({ name }, index) => {
    // Past a step without a way back the world cannot be as it was; what is true then is the flow's own test's to say.
    const isTold = flow.steps.slice(0, index).some(({ undo }) => typeof undo !== 'function')
    if (isTold) return []
    const failing = { flow: brokenAt(flow, index), step: name }
    return [
      { ...failing, how: 'done once', engine: onceEngine },
      { ...failing, how: 'done twice', engine: twiceEngine },
    ]
  })
}

const brokenAt = <Io>(flow: Flow<Io>, index: number): Flow<Io> => ({
  ...flow,
  steps: flow.steps.map((step, at) =>
    at === index ? { ...step, run: () => Promise.reject(new Error(failureAt(step.name))) } : step,
  ),
})
