import { queryOptions } from '@tanstack/react-query'
import { ask, bff } from '#app/bff'
import { isMoving } from './server-status.ts'

/** What a list of servers is asked for; it stands in the page's address. */
export interface ServerListQuery {
  search?: string
  status?: string
  marker?: string
  sort: 'display_name' | 'created_at' | 'vm_state'
  direction: 'asc' | 'desc'
}

/** One page of servers. */
export const serversQuery = (query: ServerListQuery) =>
  queryOptions({
    queryKey: ['servers', query],
    queryFn: () => ask(bff.servers.$get({ query })),
    // Live events do this; asking on our own only covers a lost one, and only while something moves.
    refetchInterval: ({ state }) => (state.data?.servers.some(isMoving) ? 3_000 : false),
  })

/** One server with its fault and its actions. */
export const serverQuery = (id: string) =>
  queryOptions({
    queryKey: ['server', id],
    queryFn: () => ask(bff.servers[':id'].$get({ param: { id } })),
    refetchInterval: ({ state }) => (state.data && isMoving(state.data.server) ? 2_000 : false),
  })

/** What the create form offers. */
export const createOptionsQuery = queryOptions({
  queryKey: ['create-options'],
  queryFn: () => ask(bff.servers['create-options'].$get()),
})
