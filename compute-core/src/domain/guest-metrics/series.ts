import { eachFigure, type FigureName, figureNames } from './guest-figures.ts'

/** The figures of one moment, or of the time that begins with it: the average, and the highest there was. */
export interface FigurePoint {
  /** Seconds since 1970. */
  at: number
  average: Readonly<Record<FigureName, number | null>>
  maximum: Readonly<Record<FigureName, number | null>>
}

/** A list for each figure, all as long as `times`. */
export interface Series {
  times: number[]
  average: Record<FigureName, (number | null)[]>
  maximum: Record<FigureName, (number | null)[]>
}

/** Samples are taken by a clock of the host's own: one may fall beside the slot where it is looked for. */
const slotsOfPatience = 2

/**
 * Points as columns, in the order of time. Where more than two steps of `stepSeconds` have no point, nothing was measured: a moment with
 * nulls stands there, so that no line is drawn over the gap.
 */
export function seriesOf(points: readonly FigurePoint[], stepSeconds: number): Series {
  const series: Series = { times: [], average: columns(), maximum: columns() }
  const add = (at: number, point?: FigurePoint) => {
    series.times.push(at)
    for (const name of figureNames) {
      series.average[name].push(point?.average[name] ?? null)
      series.maximum[name].push(point?.maximum[name] ?? null)
    }
  }
  let last: number | undefined
  for (const point of points) {
    if (last !== undefined && point.at - last > slotsOfPatience * stepSeconds) add(last + stepSeconds)
    add(point.at, point)
    last = point.at
  }
  return series
}

const columns = () => eachFigure((): (number | null)[] => [])

/** The values at their slots of `stepSeconds`, of which there are `count` and the last one holds `until`; null where there is none. */
export function inSlots(
  points: readonly { at: number; value: number | null }[],
  { until, stepSeconds, count }: { until: number; stepSeconds: number; count: number },
): (number | null)[] {
  const first = Math.floor(until / stepSeconds) - count + 1
  const slots = Array.from({ length: count }, (): number | null => null)
  for (const { at, value } of points) {
    const slot = Math.floor(at / stepSeconds) - first
    if (slot >= 0 && slot < count) slots[slot] = value
  }
  return slots
}
