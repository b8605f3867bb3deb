import { queryOptions } from '@tanstack/react-query'
import { call, type Bff } from '#shared/bff'
import { pollUnlessLive } from '#shared/live-state'
import { reasonInWords, refusalsInWords } from '#shared/reasons'
import { patchServer } from '#shared/server-patch'
import { isMoving } from '#shared/server-status'

/** One server with its fault and its actions. */
export const serverQuery = (bff: Bff, id: string) =>
  queryOptions({
    queryKey: [bff.scope, 'server', id],
    queryFn: async ({ signal }) => {
      const page = await call(bff.servers[':id'].$get({ param: { id } }, { init: { signal } }))
      const { refusals, editRefusal, metadataRefusal } = page.server
      return {
        ...page,
        server: {
          ...page.server,
          refusals: refusalsInWords(refusals),
          editRefusal: editRefusal && reasonInWords(editRefusal),
          metadataRefusal: metadataRefusal && reasonInWords(metadataRefusal),
        },
      }
    },
    refetchInterval: ({ state }) => (state.data && isMoving(state.data.server) ? pollUnlessLive(2_000) : false),
    meta: { staleAfter: [{ topic: 'server', id }, { topic: 'action', id }, { topic: 'port' }], patch: patchServer },
  })
