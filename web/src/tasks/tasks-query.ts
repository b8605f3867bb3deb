import { queryOptions } from '@tanstack/react-query'
import type { InferResponseType } from 'hono/client'
import { call, personBff } from '#shared/bff'
import { pollUnlessLive } from '#shared/live-state'

/** Something that the person has asked for. */
export type Task = InferResponseType<typeof personBff.me.tasks.$get, 200>['tasks'][number]

/** What the person has asked for lately and what of it is under way, in all of their projects. */
export const tasksQuery = queryOptions({
  queryKey: ['tasks'],
  queryFn: async ({ signal }) => (await call(personBff.me.tasks.$get({}, { init: { signal } }))).tasks,
  // Live events do this; polling covers a lost one, and only while something moves.
  refetchInterval: ({ state }) =>
    state.data?.some(({ outcome }) => outcome === 'running') ? pollUnlessLive(3_000) : false,
  // A step is no news of its own; most show in the server.
  meta: { staleAfter: [{ topic: 'action' }, { topic: 'bulk-run' }, { topic: 'server' }] },
})
