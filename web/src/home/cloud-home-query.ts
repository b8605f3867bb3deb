import { queryOptions } from '@tanstack/react-query'
import { call, type Bff } from '#shared/bff'
import { timeZone } from '#ui/preferences'

/** Heartbeats and figures are no changes that the cloud announces: how hosts are has to be asked. */
const everyMs = 20_000

/** How the whole cloud is. */
export const cloudHomeQuery = (bff: Bff) =>
  queryOptions({
    queryKey: [bff.scope, 'cloud home', timeZone()],
    queryFn: ({ signal }) => call(bff['cloud-home'].$get({ query: { timeZone: timeZone() } }, { init: { signal } })),
    refetchInterval: everyMs,
    meta: { staleAfter: [{ topic: 'server' }, { topic: 'action' }, { topic: 'host' }] },
  })
