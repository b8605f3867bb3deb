import { queryOptions } from '@tanstack/react-query'
import type { InferResponseType } from 'hono/client'
import { call, personBff } from '#shared/bff'

export type Me = InferResponseType<typeof personBff.me.$get, 200>
export type Credential = InferResponseType<
  (typeof personBff.me)['application-credentials']['$get'],
  200
>['credentials'][number]
export type NewCredential = InferResponseType<(typeof personBff.me)['application-credentials']['$post'], 200>

/** What the cloud knows of the person. */
export const meQuery = queryOptions({
  queryKey: ['me'],
  queryFn: ({ signal }) => call(personBff.me.$get({}, { init: { signal } })),
  meta: { staleAfter: [] },
})

/** The person's application credentials, of all projects. */
export const credentialsQuery = queryOptions({
  queryKey: ['me', 'application-credentials'],
  queryFn: ({ signal }) => call(personBff.me['application-credentials'].$get({}, { init: { signal } })),
  meta: { staleAfter: [{ topic: 'project' }] },
})
