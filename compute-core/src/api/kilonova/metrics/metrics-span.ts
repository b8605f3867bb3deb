import { z } from 'zod'
import { eachOf } from '#domain/guest-metrics/guest-figures'
import type { Series } from '#domain/guest-metrics/series'
import type { ComputeDeps } from '../../compute-deps.ts'
import type { RequestContext } from '../../route.ts'

const ranges = { '1h': 3600, '24h': 86_400, '7d': 604_800 } as const
type Range = keyof typeof ranges

/** The length of the points of a day. */
export const fiveMinutes = 300
/** So many points are drawn of an hour at the most. */
const shortestStep = 10

/** The query parameter of what is shown over time. */
export const rangeParameter = {
  range: {
    value: z.enum(['1h', '24h', '7d'], 'It must be 1h, 24h or 7d.'),
    once: true,
    summary: 'The span of time that ends now: 1h (the default), 24h or 7d.',
  },
} as const

/** The span of time that was asked for, and the points that it is shown in; all in seconds, the times since 1970. */
export function spanOf({ clock, config }: ComputeDeps, context: RequestContext) {
  const range = (context.query.one('range') ?? '1h') as Range
  const step = stepOf(range, config)
  const end = Math.floor(clock.now().getTime() / 1000)
  return { range, step, start: Math.ceil((end - ranges[range]) / step) * step, end }
}

/** As measured for an hour, and of the averages that are kept for longer. */
function stepOf(range: Range, { metrics_interval }: ComputeDeps['config']): number {
  if (range === '7d') return 3600
  if (range === '24h') return fiveMinutes
  return Math.max(shortestStep, metrics_interval === 0 ? 30 : metrics_interval)
}

/** Two decimals: an average of what was rounded to as many has no more to say. */
export const rounded = (value: number | null) => value && Math.round(value * 100) / 100

/** The columns of a chart in a response. */
export const viewSeries = <Name extends string>({ times, average, maximum }: Series<Name>, names: readonly Name[]) => ({
  times,
  average: eachOf(names, (name) => average[name].map(rounded)),
  maximum: eachOf(names, (name) => maximum[name].map(rounded)),
})
