import { queryOptions } from '@tanstack/react-query'
import { call, type Bff } from '#shared/bff'
import { pollUnlessLive } from '#shared/live-state'
import { timeZone } from '#ui/preferences'

/** What needs somebody in the project, what runs there, and what is left of its quota. */
export const homeQuery = (bff: Bff) =>
  queryOptions({
    queryKey: [bff.scope, 'home', timeZone()],
    queryFn: ({ signal }) => call(bff.home.$get({ query: { timeZone: timeZone() } }, { init: { signal } })),
    refetchInterval: ({ state }) => (state.data?.running.value?.total ? pollUnlessLive(3_000) : false),
    meta: {
      staleAfter: [
        { topic: 'server' },
        { topic: 'action' },
        { topic: 'image' },
        { topic: 'key-pair' },
        { topic: 'server-group' },
        { topic: 'network' },
        { topic: 'port' },
      ],
    },
  })
