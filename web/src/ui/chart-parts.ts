import type { ReactNode } from 'react'

/** The values of one line of a chart, one for each of the chart's times; null is not known. */
export type Values = readonly (number | null)[]

/** A line of a chart. */
export interface ChartLine {
  label: string
  /** One for each of the chart's times; null is a gap. */
  values: Values
  /** The highest within each of its times, where `values` are averages. */
  peaks?: Values
  /** Its colour. */
  tone: 0 | 1
  /** It only shows how high another line went: thin, and not told by itself. */
  isPeak?: boolean
}

/** What a chart shows, all times being seconds since 1970. */
export interface ChartProps {
  /** The name of the chart. */
  title: string
  times: readonly number[]
  lines: readonly ChartLine[]
  start: number
  end: number
  /** From one point to the next. */
  step: number
  /** The scale goes up to this at least. */
  least: number
  /** Whether round figures are those of powers of ten or of two. */
  base: 10 | 1024
  format: (value: number) => string
  /** Charts of the same name share their cursor. */
  sync: string
  /** At the right of the title: what the whole is. */
  beside?: ReactNode
}

/** What can be said of a line in three figures; null where nothing is known. */
export interface Summary {
  now: number | null
  average: number | null
  maximum: number | null
}

/** The value now, the average and the highest, which is taken from `peaks` where averages hide it. Nothing is known of now where that was `isLate`. */
export function summaryOf(values: Values, peaks: Values = values, isLate = false): Summary {
  const known = values.filter((value) => value !== null)
  const highest = peaks.filter((value) => value !== null)
  if (known.length === 0) return { now: null, average: null, maximum: null }
  return {
    now: isLate ? null : (values.at(-1) ?? null),
    average: known.reduce((sum, value) => sum + value, 0) / known.length,
    maximum: highest.length > 0 ? Math.max(...highest) : null,
  }
}

/** Spans of time, in the order of time. */
export type Spans = readonly (readonly [from: number, to: number])[]

/**
 * Where between `start` and `end` none of `lines` knows anything, `step` being the time from one point to the next. What is at the end is
 * a gap only once a point is late.
 */
export function gapsOf(
  times: readonly number[],
  lines: readonly Values[],
  { start, end, step }: { start: number; end: number; step: number },
): Spans {
  const known = times.filter((_, index) => lines.some((line) => (line[index] ?? null) !== null))
  const edges = [start, ...known, end]
  const spans: (readonly [number, number])[] = []
  for (let index = 1; index < edges.length; index += 1) {
    const [from, to] = [edges[index - 1]!, edges[index]!]
    if (to - from > patience * step) spans.push([from, to])
  }
  return spans
}

/** Whether the point after the last one should long be there. */
export const isLate = (times: readonly number[], { end, step }: { end: number; step: number }): boolean =>
  end - (times.at(-1) ?? -Infinity) > patience * step

/** So many steps may pass between two points. */
const patience = 2.5

/** How high a scale has to be: `least`, or a round figure above all values that leaves a little room. */
export function topOf(lines: readonly Values[], least: number, base: 10 | 1024 = 10): number {
  const highest = Math.max(0, ...lines.flat().filter((value) => value !== null))
  const wanted = highest * 1.08
  if (wanted <= least) return least
  const unit = base ** Math.floor(Math.log(wanted) / Math.log(base))
  const steps = base === 10 ? [1, 2, 4, 5, 8, 10] : [1, 2, 4, 8, 16, 32, 64, 100, 200, 400, 500, 800, 1024]
  return unit * (steps.find((step) => unit * step >= wanted) ?? base)
}
