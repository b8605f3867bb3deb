import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { ListPage, ListQuery } from './descriptor.ts'

interface Failure extends Error {
  status?: number
}

/** A page as it is shown: perhaps an older one, while the one that was asked for is on its way or was refused. */
export interface ShownPage<Row> {
  page: ListPage<Row> | undefined
  isOlder: boolean
  /** What the cloud does not understand in the query. */
  queryError: string | undefined
  /** Why there is no newer answer. */
  failure: Failure | undefined
  retry: () => void
}

/** How long a list waits until it asks again by itself after a failure. */
const recoveryMs = 5_000

/** The page of a list: what is there stays until there is something newer, and a failed list recovers by itself. */
export function useListPage<Row>(query: ListQuery<Row>): ShownPage<Row> {
  const { data, error, isPlaceholderData, refetch } = useQuery({
    ...query,
    placeholderData: keepPreviousData,
    refetchInterval: (current) =>
      isPassing(current.state.error)
        ? recoveryMs
        : typeof query.refetchInterval === 'function'
          ? query.refetchInterval(current)
          : query.refetchInterval,
  })
  // After a refusal the query has no data of its own: the rows of the query before it stay.
  const [last, setLast] = useState(data)
  if (data && data !== last) setLast(data)
  const failure: Failure | undefined = error ?? undefined
  const isAboutQuery = failure?.status === 400
  return {
    page: data ?? last,
    isOlder: isPlaceholderData || (data === undefined && last !== undefined),
    queryError: isAboutQuery ? failure.message : undefined,
    failure: isAboutQuery ? undefined : failure,
    retry: () => void refetch(),
  }
}

/** Whether the same question may have an answer later. */
const isPassing = (error: Failure | null): boolean => error !== null && (!error.status || error.status >= 500)
