import { queryOptions } from '@tanstack/react-query'
import type { InterfaceView } from '@kilonova/compute-core/api/server-interfaces/interface-schema'
import type { ServerView } from '@kilonova/compute-core/api/servers/server-schema'
import { api } from '#shared/api'
import { RefusalError, type Bff } from '#shared/bff'

/** What is read of a server that is to be copied. */
export interface Original {
  server: ServerView | null
  /** Null where they could not be read. */
  interfaces: InterfaceView[] | null
  /** Why the server could not be read. */
  refusal: RefusalError | null
}

/** The server that a new one is to be like. It is read once: what it becomes afterwards does not change a form. */
export const originalQuery = (bff: Bff, id: string | null) =>
  queryOptions({
    queryKey: [bff.scope, 'server-original', id],
    queryFn: async ({ signal }): Promise<Original> => {
      if (id === null) return { server: null, interfaces: null, refusal: null }
      const path = `/servers/${encodeURIComponent(id)}`
      const compute = api(bff)
      try {
        const [{ server }, interfaces] = await Promise.all([
          compute.read<{ server: ServerView }>('compute', path, { signal }),
          compute
            .read<{ interfaceAttachments: InterfaceView[] }>('compute', `${path}/os-interface`, { signal })
            .then((found) => found.interfaceAttachments)
            .catch(() => null),
        ])
        return { server, interfaces, refusal: null }
      } catch (error) {
        if (!(error instanceof RefusalError) || error.status === 0) throw error
        return { server: null, interfaces: null, refusal: error }
      }
    },
    staleTime: Infinity,
    gcTime: 0,
    meta: { staleAfter: [] },
  })
