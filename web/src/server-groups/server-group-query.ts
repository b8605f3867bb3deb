import { queryOptions } from '@tanstack/react-query'
import { ask, bff } from '#app/bff'

/** The project's server groups with their members. */
export const serverGroupsQuery = queryOptions({
  queryKey: ['server-groups'],
  queryFn: () => ask(bff['server-groups'].$get()),
})
