import { queryOptions } from '@tanstack/react-query'
import { call, type Bff } from '#shared/bff'
import { pollUnlessLive } from '#shared/live-state'
import { patchServer } from '#shared/server-patch'
import { isMoving } from '#shared/server-status'

/** One server with its fault and its actions. */
export const serverQuery = (bff: Bff, id: string) =>
  queryOptions({
    queryKey: [bff.scope, 'server', id],
    queryFn: ({ signal }) => call(bff.servers[':id'].$get({ param: { id } }, { init: { signal } })),
    refetchInterval: ({ state }) => (state.data && isMoving(state.data.server) ? pollUnlessLive(2_000) : false),
    meta: { staleAfter: [{ topic: 'server', id }, { topic: 'action', id }, { topic: 'port' }], patch: patchServer },
  })
