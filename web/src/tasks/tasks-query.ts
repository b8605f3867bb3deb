import { queryOptions } from '@tanstack/react-query'
import type { InferResponseType } from 'hono/client'
import { call, personBff } from '#shared/bff'

/** Something that the person has asked for. */
export type Task = InferResponseType<typeof personBff.me.tasks.$get, 200>['tasks'][number]

/** What the person has asked for lately and what of it is under way, in all of their projects. */
export const tasksQuery = queryOptions({
  queryKey: ['tasks'],
  queryFn: async ({ signal }) => (await call(personBff.me.tasks.$get({}, { init: { signal } }))).tasks,
  // Live events do this; polling covers a lost one, and only while something moves.
  refetchInterval: ({ state }) => (state.data?.some(({ outcome }) => outcome === 'running') ? 3_000 : false),
  meta: { staleAfter: [{ topic: 'action' }, { topic: 'bulk-run' }] },
})
