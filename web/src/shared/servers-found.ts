import { queryOptions } from '@tanstack/react-query'
import { type Bff, call } from './bff.ts'
import { pollUnlessLive } from './live-state.ts'
import { patchServers } from './server-patch.ts'
import { isMoving } from './server-status.ts'

/** So many servers are shown on a page about something else; the list of servers has the others. */
const most = 50

/** The newest servers that `q`, in the language of the query bar, finds, and how many there are. */
export const serversFoundQuery = (bff: Bff, q: string) =>
  queryOptions({
    queryKey: [bff.scope, 'servers found', q],
    queryFn: async ({ signal }) => {
      const query = { q, limit: String(most), sort: 'created_at:desc' }
      const { servers, total } = await call(bff.servers.$get({ query }, { init: { signal } }))
      return { servers, total: total ?? servers.length }
    },
    refetchInterval: ({ state }) => (state.data?.servers.some(isMoving) ? pollUnlessLive(3_000) : false),
    meta: { staleAfter: [{ topic: 'server' }], patch: patchServers('servers') },
  })
