import { type Bff, call, type ServerRow } from '#shared/bff'
import { withReasons } from '#shared/reasons'
import { pollUnlessLive } from '#shared/live-state'
import { patchServers } from '#shared/server-patch'
import { isMoving } from '#shared/server-status'
import { listQuery, type ListRequest } from '#list/descriptor'

/** One page of servers. */
export const serversQuery = (bff: Bff, request: ListRequest) =>
  listQuery<ServerRow>({
    queryKey: [bff.scope, 'servers', request],
    queryFn: async ({ signal }) => {
      const { servers, refusals, total, nextMarker, previousMarker } = await call(
        bff.servers.$get(
          {
            query: {
              limit: String(request.size),
              ...(request.q ? { q: request.q } : {}),
              ...(request.sort.length > 0
                ? { sort: request.sort.map(({ key, direction }) => `${key}:${direction}`).join(',') }
                : {}),
              ...(request.after ? { marker: request.after } : {}),
              ...(request.before ? { before: request.before } : {}),
            },
          },
          { init: { signal } },
        ),
      )
      return { rows: withReasons(servers, refusals), total, next: nextMarker, previous: previousMarker }
    },
    // Live events do this; polling covers a proxy that holds them back, and only while something moves.
    refetchInterval: ({ state }) => (state.data?.rows.some(isMoving) ? pollUnlessLive(3_000) : false),
    meta: { staleAfter: [{ topic: 'server' }], patch: patchServers('rows') },
  })
