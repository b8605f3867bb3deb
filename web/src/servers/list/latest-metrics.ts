import type { LatestMetricsView } from '@kilonova/compute-core/api/kilonova/metrics/metrics-schema'
import { queryOptions } from '@tanstack/react-query'
import { api } from '#shared/api'
import type { Bff } from '#shared/bff'
import { batched } from '#shared/batched'

/** What a server uses now, and the CPU of its last hour. */
export type LatestMetrics = LatestMetricsView

/** Reads the latest figures of a server, with those of all that are asked for at nearly the same time in one request. */
export type ReadLatest = (id: string) => Promise<LatestMetrics | undefined>

/** As many as the cloud tells of in one request. */
const most = 250
const waitMs = 20

/** A reader of the latest figures in a scope. */
export const latestMetrics = (bff: Bff): ReadLatest =>
  batched(
    async (ids) => {
      const path = `/kilonova/metrics/latest?servers=${ids.join(',')}`
      const { metrics } = await api(bff).read<{ metrics: LatestMetrics[] }>('compute', path)
      return new Map(metrics.map((each) => [each.server_id, each]))
    },
    { most, waitMs },
  )

const readers = new Map<string, ReadLatest>()

/** The reader that all cells of a scope share. */
export function sharedLatestMetrics(bff: Bff): ReadLatest {
  const reader = readers.get(bff.scope) ?? latestMetrics(bff)
  readers.set(bff.scope, reader)
  return reader
}

/** What a server uses now; null where the cloud does not know. */
export const latestMetricsQuery = (bff: Bff, id: string, read: ReadLatest = sharedLatestMetrics(bff)) =>
  queryOptions({
    queryKey: [bff.scope, 'latest-metrics', id],
    queryFn: async () => (await read(id)) ?? null,
    staleTime: 20_000,
    refetchInterval: 30_000,
    // It is measured by the clock, whatever happens to the server.
    meta: { staleAfter: [] },
  })
