import type { MetricsView } from '@kilonova/compute-core/api/kilonova/metrics/metrics-schema'
import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { api } from '#shared/api'
import type { Bff } from '#shared/bff'
import { metricsEveryMs, type MetricsRange } from '#shared/metrics-range'

/** What a server has used in a span of time. */
export type ServerMetrics = MetricsView

/** What a server used over time; read again and again while it is shown. */
export const serverMetricsQuery = (bff: Bff, id: string, range: MetricsRange) =>
  queryOptions({
    queryKey: [bff.scope, 'server-metrics', id, range],
    queryFn: async ({ signal }) => {
      const path = `/kilonova/servers/${encodeURIComponent(id)}/metrics?range=${range}`
      return (await api(bff).read<{ metrics: ServerMetrics }>('compute', path, { signal })).metrics
    },
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) => metricsEveryMs(range, state),
    meta: {
      staleAfter: [
        { topic: 'server', id },
        { topic: 'action', id },
      ],
    },
  })
