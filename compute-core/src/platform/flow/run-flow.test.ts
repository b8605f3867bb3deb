import { expect, test } from 'vitest'
import { CloudError, unavailable } from '#platform/errors'
import { silentLog } from '#platform/log'
import { defineFlow, nothingToUndo } from './define-flow.ts'
import { runFlow, type FlowEngine, type FlowRun } from './run-flow.ts'

const about = { flowId: 'flow-1', requestId: 'req-1', subjectId: 'subject-1' }

/** Remembers what steps said, as a database would: a second run with the same memory replays the first. */
function remembering(memory = new Map<string, string>()): FlowEngine & { memory: Map<string, string> } {
  return {
    memory,
    async step(name, work) {
      const known = memory.get(name)
      if (known !== undefined) return known
      const said = await work()
      memory.set(name, said)
      return said
    },
  }
}

const aRun = (run: Partial<FlowRun> = {}): FlowRun => ({
  engine: remembering(),
  log: silentLog,
  pause: async () => {},
  ...run,
})

const fails = (message: string) => () => Promise.reject(new Error(message))

test('later steps know the parameters and what earlier steps said', async () => {
  const heard: unknown[] = []
  const flow = defineFlow<unknown[], { colour: string }>('story')
    .step('mix', { run: async (_io, { colour }) => ({ paint: `${colour} paint` }), undo: nothingToUndo('a test') })
    .step('paint', { run: async (io, { mix, flowId }) => io.push(mix.paint, flowId), undo: nothingToUndo('a test') })
  expect(await runFlow(flow, heard, { ...about, colour: 'red' }, aRun())).toBeUndefined()
  expect(heard).toEqual(['red paint', 'flow-1'])
})

test('a failure walks back what was done, the last first, and then settles; the failed step itself is not undone', async () => {
  const heard: string[] = []
  const flow = defineFlow<string[], object>('story')
    .step('one', { run: async () => 1, undo: async (io, _known, said) => io.push(`undo one, which said ${said}`) })
    .step('two', { run: async () => 2, undo: async (io) => io.push('undo two') })
    .step('three', { run: fails('No more.'), undo: async (io) => io.push('undo three') })
    .onFailure(async (io, _known, error) => void io.push(`settled: ${error.message}`))
  expect(await runFlow(flow, heard, about, aRun())).toMatchObject({ message: 'No more.' })
  expect(heard).toEqual(['undo two', 'undo one, which said 1', 'settled: No more.'])
})

test('an undo is tried a few times; one that never works does not keep the others', async () => {
  const tries = { stubborn: 0, late: 0, settled: 0 }
  const flow = defineFlow<typeof tries, object>('story')
    .step('late', {
      run: async () => {},
      async undo(io) {
        io.late++
        if (io.late < 3) throw new Error('Not yet.')
      },
    })
    .step('stubborn', {
      run: async () => {},
      async undo(io) {
        io.stubborn++
        throw new Error('Never.')
      },
    })
    .step('last', { run: fails('No more.'), undo: nothingToUndo('a test') })
    .onFailure(async (io) => void io.settled++)
  await runFlow(flow, tries, about, aRun())
  expect(tries).toEqual({ stubborn: 4, late: 3, settled: 1 })
})

test('a guard that throws stops the flow before the next step and has it walked back', async () => {
  const heard: string[] = []
  const flow = defineFlow<string[], object>('story')
    .guardedBy(async (io) => {
      if (io.includes('one')) throw new Error('Preempted.')
    })
    .step('one', { run: async (io) => io.push('one'), undo: async (io) => io.push('undo one') })
    .step('two', { run: async (io) => io.push('two'), undo: nothingToUndo('a test') })
  expect(await runFlow(flow, heard, about, aRun())).toMatchObject({ message: 'Preempted.' })
  expect(heard).toEqual(['one', 'undo one'])
})

test('a replay does nothing again and fails with the same failure', async () => {
  const engine = remembering()
  const heard: string[] = []
  const flow = defineFlow<string[], object>('story')
    .step('one', { run: async (io) => io.push('one'), undo: async (io) => io.push('undo one') })
    .step('two', {
      run: async () => {
        throw unavailable('The host', 'Start it.')
      },
      undo: nothingToUndo('a test'),
    })
  for (const _ of ['first', 'replay']) {
    const error = await runFlow(flow, heard, about, aRun({ engine }))
    expect(error).toBeInstanceOf(CloudError)
    expect(error).toMatchObject({ failure: { kind: 'unavailable', what: 'The host' } })
  }
  expect(heard).toEqual(['one', 'undo one'])
})

test('an engine that breaks decides nothing: no undo, no settling', async () => {
  const heard: string[] = []
  const flow = defineFlow<string[], object>('story')
    .step('one', { run: async () => {}, undo: async (io) => io.push('undo one') })
    .step('two', { run: async () => {}, undo: nothingToUndo('a test') })
    .onFailure(async (io) => void io.push('settled'))
  const sound = remembering()
  const engine: FlowEngine = {
    step: (name, work) => (name === 'two' ? Promise.reject(new Error('No database.')) : sound.step(name, work)),
  }
  await expect(runFlow(flow, heard, about, aRun({ engine }))).rejects.toThrow('No database.')
  expect(heard).toEqual([])
})

test('whoever watches hears of every step and undo, and cannot break the flow', async () => {
  const heard: string[] = []
  const flow = defineFlow<null, object>('story')
    .step('one', { run: async () => {}, undo: async () => {} })
    .step('two', { run: fails('No more.'), undo: nothingToUndo('a test') })
  const observer = {
    async started(_flow: object, step: string) {
      heard.push(`${step} …`)
      throw new Error('A bad listener.')
    },
    async finished(_flow: object, step: string, error: Error | null) {
      heard.push(`${step} ${error?.message ?? 'done'}`)
    },
  }
  expect(await runFlow(flow, null, about, aRun({ observer }))).toMatchObject({ message: 'No more.' })
  expect(heard).toEqual(['one …', 'one done', 'two …', 'two No more.', 'undo one …', 'undo one done'])
})

test('two steps of one name are refused when the flow is defined', () => {
  const step = { run: async () => {}, undo: nothingToUndo('a test') }
  expect(() => defineFlow<null, object>('story').step('one', step).step('one', step)).toThrow('two steps called one')
})
