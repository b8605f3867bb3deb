import { eachOf, type FigureName } from './guest-figures.ts'

/** The figures of one moment, or of the time that begins with it: the average, and the highest there was. */
export interface FigurePoint<Name extends string = FigureName> {
  /** Seconds since 1970. */
  at: number
  average: Readonly<Record<Name, number | null>>
  maximum: Readonly<Record<Name, number | null>>
}

/** A list for each figure, all as long as `times`. */
export interface Series<Name extends string = FigureName> {
  times: number[]
  average: Record<Name, (number | null)[]>
  maximum: Record<Name, (number | null)[]>
}

/** Samples are taken by a clock of the host's own: one may fall beside the slot where it is looked for. */
const slotsOfPatience = 2

/**
 * Points as columns, one for each of `names`, in the order of time. Where more than two steps of `stepSeconds` have no point, nothing was measured: a moment with
 * nulls stands there, so that no line is drawn over the gap.
 */
export function seriesOf<Name extends string>(
  points: readonly FigurePoint<Name>[],
  stepSeconds: number,
  names: readonly Name[],
): Series<Name> {
  const columns = () => eachOf(names, (): (number | null)[] => [])
  const series: Series<Name> = { times: [], average: columns(), maximum: columns() }
  const add = (at: number, point?: FigurePoint<Name>) => {
    series.times.push(at)
    for (const name of names) {
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
