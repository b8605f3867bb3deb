import { queryOptions } from '@tanstack/react-query'
import { ask, bff } from './bff.ts'

/** Who is signed in, in which project. */
export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: () => ask(bff.session.$get()),
  staleTime: 60_000,
})

const lastProjectKey = 'kilonova.project'

/** The project this browser worked in last. */
export const lastProject = (): string | undefined => localStorage.getItem(lastProjectKey) ?? undefined

/** Remembers it for the next sign-in. */
export const rememberProject = (id: string): void => localStorage.setItem(lastProjectKey, id)
