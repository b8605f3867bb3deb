import { useQuery, useSuspenseQuery } from '@tanstack/react-query'
import { useCallback, type ReactNode } from 'react'
import { PermitProvider, type Permit } from '#ui/permit'
import { permitsQuery, refusalBy } from '#shared/permits'
import { useBff } from '#shared/scope'

type Refused = Readonly<Record<string, string>> | undefined

function Permits({ refused, children }: { refused: Refused; children: ReactNode }) {
  const permit = useCallback<Permit>(
    (needs) => refused && refusalBy(refused, typeof needs === 'string' ? [needs] : needs),
    [refused],
  )
  return <PermitProvider value={refused ? permit : null}>{children}</PermitProvider>
}

/** Lets the controls in it know what the policy refuses to this person, as soon as that is known: until then they are as their pages say. */
export function PermitsOfProject({ children }: { children: ReactNode }) {
  return <Permits refused={useQuery(permitsQuery(useBff())).data}>{children}</Permits>
}

/** The same for administrators' pages, where most depends on it: nothing is shown before it is known. */
export function PermitsOfAdministration({ children }: { children: ReactNode }) {
  return <Permits refused={useSuspenseQuery(permitsQuery(useBff())).data}>{children}</Permits>
}
