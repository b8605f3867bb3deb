import { queryOptions, useSuspenseQuery } from '@tanstack/react-query'
import { ask, bff, RefusalError, type SessionView } from './bff.ts'

/** Who is signed in, in which project; null for nobody. */
export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: () => ask(bff.session.$get()),
  staleTime: 60_000,
})

/** Who is signed in, for pages that nobody else sees. */
export function useSession(): SessionView {
  const { data } = useSuspenseQuery(sessionQuery)
  if (!data) throw new RefusalError({ status: 401, service: 'dashboard', message: 'Sign in to see this page.' })
  return data
}

const lastProjectKey = 'kilonova.project'

/** The project this browser worked in last. */
export const lastProject = (): string | undefined => localStorage.getItem(lastProjectKey) ?? undefined

/** Remembers it for the next sign-in. */
export const rememberProject = (id: string): void => localStorage.setItem(lastProjectKey, id)
