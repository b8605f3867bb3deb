import { queryOptions } from '@tanstack/react-query'
import { call, type Bff } from '#shared/bff'

/** What forms of servers offer: images, flavors, key pairs, networks, ports, groups, zones, hosts, and the quota. */
export const createOptionsQuery = (bff: Bff) =>
  queryOptions({
    queryKey: [bff.scope, 'create-options'],
    queryFn: ({ signal }) => call(bff.servers['create-options'].$get({}, { init: { signal } })),
    meta: {
      staleAfter: [
        { topic: 'server' },
        { topic: 'action' },
        { topic: 'image' },
        { topic: 'key-pair' },
        { topic: 'server-group' },
        { topic: 'flavor' },
        { topic: 'network' },
        { topic: 'port' },
      ],
    },
  })
