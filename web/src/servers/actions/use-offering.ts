import { useQuery } from '@tanstack/react-query'
import { permitsQuery } from '#shared/permits'
import { seesAll, useBff, useScope } from '#shared/scope'
import { useSession } from '#shared/session'
import type { Offering } from './server-actions.tsx'

/**
 * What decides which actions this person is offered in the scope of the page: those of administrators to who sees all, be they refused,
 * and to whom the policy opens them.
 */
export function useOffering(): Offering {
  const { adminCommands, commandRules } = useSession()
  const scope = useScope()
  const { data: refused } = useQuery(permitsQuery(useBff()))
  const isOpen = (name: (typeof adminCommands)[number]) =>
    refused !== undefined && refused[commandRules[name]] === undefined
  return { withheld: seesAll(scope) ? [] : adminCommands.filter((name) => !isOpen(name)) }
}
