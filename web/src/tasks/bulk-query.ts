import type { BulkActionView, BulkItemView } from '@kilonova/compute-core/api/kilonova/bulk-actions/bulk-action-schema'
import { infiniteQueryOptions } from '@tanstack/react-query'
import { api } from '#shared/api'
import type { Bff } from '#shared/bff'
import { pollUnlessLive } from '#shared/live-state'

/** A run with one page of its servers. */
export type BulkRun = BulkActionView & { servers: BulkItemView[] }

export type ItemOutcome = BulkItemView['outcome']

/** What went otherwise than it was meant. */
export const failures: readonly ItemOutcome[] = ['failed', 'refused', 'not-sent']

const pageSize = 200

const readRun = async (
  bff: Bff,
  id: string,
  {
    outcomes,
    after,
    limit,
    signal,
  }: { outcomes: readonly ItemOutcome[]; after: string; limit: number; signal?: AbortSignal },
) => {
  const query = new URLSearchParams({ limit: String(limit) })
  for (const outcome of outcomes) query.append('outcome', outcome)
  if (after !== '') query.set('marker', after)
  const path = `/kilonova/bulk-actions/${encodeURIComponent(id)}?${query}`
  const request = signal ? { signal } : {}
  return (await api(bff).read<{ bulk_action: BulkRun }>('compute', path, request)).bulk_action
}

/** A bulk run and what has become of its servers; of those that have come to one of `outcomes`, where some are given. */
export const bulkQuery = (bff: Bff, id: string, outcomes: readonly ItemOutcome[]) =>
  infiniteQueryOptions({
    queryKey: [bff.scope, 'bulk', id, outcomes],
    queryFn: ({ signal, pageParam }) => readRun(bff, id, { outcomes, after: pageParam, limit: pageSize, signal }),
    initialPageParam: '',
    getNextPageParam: ({ servers }) => (servers.length < pageSize ? undefined : String(servers.at(-1)!.position)),
    refetchInterval: ({ state }) => (state.data?.pages[0]?.outcome === 'running' ? pollUnlessLive(2_000) : false),
    // A step is no news of its own; most show in the server.
    meta: { staleAfter: [{ topic: 'bulk-run', id }, { topic: 'action' }, { topic: 'server' }] },
  })

/** Asks the same once more of the servers for which it went otherwise than it was meant; answers with the new run's id. */
export async function tryAgain(bff: Bff, run: BulkActionView): Promise<string> {
  const servers: string[] = []
  for (let after = ''; ;) {
    const page = await readRun(bff, run.id, { outcomes: failures, after, limit: 1000 })
    servers.push(...page.servers.map(({ server_id }) => server_id))
    if (page.servers.length < 1000) break
    after = String(page.servers.at(-1)!.position)
  }
  const json = { action: run.body ?? 'delete', servers }
  const { bulk_action: next } = await api(bff).read<{ bulk_action: BulkActionView }>(
    'compute',
    '/kilonova/bulk-actions',
    {
      method: 'POST',
      json,
    },
  )
  return next.id
}
