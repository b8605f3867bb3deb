import { QueryCache, QueryClient, MutationCache } from '@tanstack/react-query'
import { RefusalError } from './bff.ts'

/** What every query goes through; `whenSignedOut` is called when the session has ended. */
export function makeQueryClient(whenSignedOut: () => void): QueryClient {
  const onError = (error: Error) => {
    if (error instanceof RefusalError && error.status === 401) whenSignedOut()
  }
  return new QueryClient({
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({ onError }),
    // A refusal stays one however often it is asked again; only a lost connection is worth a second try.
    defaultOptions: {
      queries: {
        staleTime: 5_000,
        retry: (count, error) => error instanceof RefusalError && error.status === 0 && count < 2,
      },
    },
  })
}
