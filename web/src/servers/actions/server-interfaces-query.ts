import { queryOptions } from '@tanstack/react-query'
import { call, type Bff } from '#shared/bff'

/** A server's network interfaces. */
export const serverInterfacesQuery = (bff: Bff, id: string) =>
  queryOptions({
    queryKey: [bff.scope, 'server-interfaces', id],
    queryFn: ({ signal }) => call(bff.servers[':id'].interfaces.$get({ param: { id } }, { init: { signal } })),
    meta: { staleAfter: [{ topic: 'server', id }, { topic: 'action', id }, { topic: 'port' }] },
  })
