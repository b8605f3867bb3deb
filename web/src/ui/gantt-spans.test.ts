import { expect, test } from 'vitest'
import { spans, type GanttStep } from './gantt-spans.ts'

const at = (seconds: number) => new Date(1_700_000_000_000 + seconds * 1000)
const step = (name: string, from: number, to: number | null): GanttStep => ({
  name,
  label: name,
  startedAt: at(from).toISOString(),
  finishedAt: to === null ? null : at(to).toISOString(),
  outcome: to === null ? 'running' : 'done',
})
const barsOf = (steps: GanttStep[], from: number, to: number) =>
  spans(steps, at(from).getTime(), at(to).getTime()).bars.map(({ left, width, ms }) => [left, width, ms])

test('bars stand where their steps were in the whole', () => {
  expect(barsOf([step('a', 0, 5), step('b', 5, 10)], 0, 20)).toEqual([
    [0, 25, 5000],
    [25, 25, 5000],
  ])
})

test('a step that is under way reaches to the end', () => {
  expect(barsOf([step('a', 5, null)], 0, 10)).toEqual([[50, 50, 5000]])
})

test('a step that began before or ended after the whole is on the axis all the same', () => {
  expect(barsOf([step('a', -5, 0), step('b', 5, 15)], 0, 10)).toEqual([
    [0, 25, 5000],
    [50, 50, 10000],
  ])
})

test('what took no time at all has a place', () => {
  expect(barsOf([step('a', 0, 0)], 0, 0)).toEqual([[0, 0, 0]])
})
