import type { MetricsView } from '@kilonova/compute-core/api/kilonova/metrics/metrics-schema'
import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { api } from '#shared/api'
import type { Bff } from '#shared/bff'

/** What a server has used in a span of time. */
export type ServerMetrics = MetricsView

/** The spans of time that there are charts of, the first being the usual one. */
export const metricsRanges = ['1h', '24h', '7d'] as const satisfies readonly MetricsView['range'][]

export type MetricsRange = (typeof metricsRanges)[number]

/** A day and a week are averages of minutes: they need not be asked for as often as what is measured every half minute. */
const everyMs = { '1h': 15_000, '24h': 60_000, '7d': 300_000 } as const

/** What a server used over time; read again and again while it is shown. */
export const serverMetricsQuery = (bff: Bff, id: string, range: MetricsRange) =>
  queryOptions({
    queryKey: [bff.scope, 'server-metrics', id, range],
    queryFn: async ({ signal }) => {
      const path = `/kilonova/servers/${encodeURIComponent(id)}/metrics?range=${range}`
      return (await api(bff).read<{ metrics: ServerMetrics }>('compute', path, { signal })).metrics
    },
    placeholderData: keepPreviousData,
    // Whoever waits for the first measurement sees it soon.
    refetchInterval: ({ state }) => (state.data?.times.length === 0 ? 5_000 : everyMs[range]),
    meta: {
      staleAfter: [
        { topic: 'server', id },
        { topic: 'action', id },
      ],
    },
  })
