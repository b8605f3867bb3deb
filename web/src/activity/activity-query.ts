import type { ActivityView } from '@kilonova/compute-core/api/kilonova/activity/activity-schema'
import type { Bff } from '#shared/bff'
import { pollUnlessLive } from '#shared/live-state'
import { apiPage } from '#list/api-page'
import { listQuery, type ListRequest } from '#list/descriptor'

/** One page of what was asked of the project's servers. */
export const activityQuery = (bff: Bff, request: ListRequest) =>
  listQuery<ActivityView>({
    queryKey: [bff.scope, 'activity', request],
    queryFn: ({ signal }) =>
      apiPage<ActivityView>(
        bff,
        {
          service: 'compute',
          path: '/kilonova/activity',
          rows: 'activity',
          marker: ({ id }) => id,
        },
        request,
        signal,
      ),
    refetchInterval: ({ state }) =>
      state.data?.rows.some(({ outcome }) => outcome === 'running') ? pollUnlessLive(3_000) : false,
    // A step is no news of its own; most show in the server.
    meta: { staleAfter: [{ topic: 'action' }, { topic: 'server' }] },
  })
