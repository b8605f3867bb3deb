import type { ActivityView } from '@kilonova/compute-core/api/kilonova/activity/activity-schema'
import { infiniteQueryOptions } from '@tanstack/react-query'
import { api } from '#shared/api'
import type { Bff } from '#shared/bff'
import { pollUnlessLive } from '#shared/live-state'

const pageSize = 20

/** What was asked of a server, newest first, each with its steps: one request a page. */
export const serverActivityQuery = (bff: Bff, id: string, isAdmin: boolean) =>
  infiniteQueryOptions({
    queryKey: [bff.scope, 'server activity', id],
    queryFn: async ({ signal, pageParam }) => {
      const query = new URLSearchParams({
        server_id: id,
        limit: String(pageSize),
        // An administrator may look at a server of any project.
        ...(isAdmin && { all_tenants: '1' }),
        ...(pageParam !== '' && { marker: pageParam }),
      })
      const path = `/kilonova/activity?${query}`
      return (await api(bff).read<{ activity: ActivityView[] }>('compute', path, { signal })).activity
    },
    initialPageParam: '',
    getNextPageParam: (page) => (page.length < pageSize ? undefined : page.at(-1)!.id),
    refetchInterval: ({ state }) =>
      state.data?.pages[0]?.some(({ outcome }) => outcome === 'running') ? pollUnlessLive(2_000) : false,
    // A step is no news of its own; most show in the server.
    meta: {
      staleAfter: [
        { topic: 'action', id },
        { topic: 'server', id },
      ],
    },
  })
