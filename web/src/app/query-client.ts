import { QueryCache, QueryClient, MutationCache } from '@tanstack/react-query'
import { RefusalError } from '#shared/bff'

/** The query client of all pages. Calls `onSignedOut` when a response says that the session has ended. */
export function makeQueryClient(onSignedOut: () => void): QueryClient {
  const onError = (error: Error) => {
    if (error instanceof RefusalError && error.status === 401) onSignedOut()
  }
  return new QueryClient({
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({ onError }),
    // A refused request is refused again; only a lost connection is worth a retry.
    defaultOptions: {
      queries: {
        staleTime: 5_000,
        retry: (count, error) => error instanceof RefusalError && error.status === 0 && count < 2,
      },
    },
  })
}
