import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { lifecycle } from '#domain/server/lifecycle'
import type { ServerFlowParams } from '#store/server-jobs'
import { flowStepsText } from '#test/describe-flow-steps'
import { promiseAt } from '#test/flow-kit'
import { allFlows, serverFlows } from './all-flows.ts'

type Slug = keyof ServerFlowParams

const slugs = Object.keys(serverFlows) as Slug[]
const read = (...path: string[]) => readFileSync(join(import.meta.dirname, ...path), 'utf8')
const nameOf = (slug: string) => slug.replaceAll(/-./g, (letter) => letter[1]!.toUpperCase())

/** What the tests of flows say, each apart: those beside the flows, not the ones that are about several families. */
const familyTests = readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' })
  .filter((file) => /^\w+\/[\w-]+\.test\.ts$/.test(file))
  .map((file) => read(file))

test('every flow stands under its own slug', () => {
  for (const [slug, flow] of Object.entries(serverFlows)) expect(flow.slug).toBe(slug)
})

test('the names and the order of steps are as they were when flows that are still under way began', () => {
  expect(
    flowStepsText(),
    `A flow that the version before has begun goes on under this one by the names and the order of its steps. One that is renamed, moved
or taken out breaks it at an upgrade; one that is put in before a step that is done is never run. Decide that on purpose, have it reviewed,
and then write the file anew: pnpm --filter @kilonova/compute-core flow-steps`,
  ).toBe(read('flow-steps.txt'))
})

test('every point of no return names an action that can be asked for then', () => {
  const promised = allFlows.flatMap((flow) => flow.steps.map((_step, index) => promiseAt(flow, index)))
  const unknown = promised.filter((action) => action !== undefined && !Object.hasOwn(lifecycle, action))
  expect(unknown).toEqual([])
})

/** Whether a test imports a flow and then does something with it. */
const uses = (text: string, slug: string) => text.split(new RegExp(`\\b${nameOf(slug)}\\b`)).length > 2

test.each(slugs)('%s is failed at every step, and done twice at every step', (slug) => {
  const given = familyTests.filter(
    (text) => uses(text, slug) && text.includes('everyStepUnwinds(') && text.includes('everyStepRepeats('),
  )
  expect(given, `a test that gives ${nameOf(slug)} to the kit`).not.toEqual([])
})

const undoesNothingOfTheGuest = 'none of its undos touches the guest'
const ownTest = 'server-pause-and-suspend.test.ts has a hard reboot preempt it'

/** Flows that preempted.test.ts does not have, each with the reason. */
const notPreempted: Partial<Record<Slug, string>> = {
  'server-create': 'what it undoes is all its own, and a delete waits for that',
  'server-delete': 'nothing preempts a delete',
  'server-stop': undoesNothingOfTheGuest,
  'server-reboot': undoesNothingOfTheGuest,
  'server-pause': ownTest,
  'server-unpause': ownTest,
  'server-suspend': ownTest,
  'server-resume': ownTest,
  'server-unrescue': undoesNothingOfTheGuest,
  'server-confirm-resize': undoesNothingOfTheGuest,
  'server-revert-resize': undoesNothingOfTheGuest,
  'server-shelve-offload': undoesNothingOfTheGuest,
  'server-create-image': undoesNothingOfTheGuest,
  'server-create-backup': undoesNothingOfTheGuest,
  'server-change-password': undoesNothingOfTheGuest,
  'server-trigger-crash-dump': undoesNothingOfTheGuest,
  'server-attach-interface': 'it has no task of its own, so only a delete preempts it: server-interfaces.test.ts',
  'server-detach-interface': undoesNothingOfTheGuest,
  'server-soft-delete': undoesNothingOfTheGuest,
}

test('preempted.test.ts has every flow, or this list says why not; kill-nine.test.ts has every flow, or does not compile', () => {
  const text = read('preempted.test.ts')
  const has = (slug: Slug) => text.includes(`'${slug}'`)
  const missing = slugs.filter((slug) => !has(slug) && notPreempted[slug] === undefined)
  expect(missing, 'flows without a case and without a reason').toEqual([])
  const needless = slugs.filter((slug) => has(slug) && notPreempted[slug] !== undefined)
  expect(needless, 'reasons that are no longer needed').toEqual([])
  expect(read('../kill-nine.test.ts')).toContain('Record<keyof ServerFlowParams, Scenario>')
})
