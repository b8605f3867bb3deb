import { useQuery } from '@tanstack/react-query'
import type { CommandName, ServerRow } from '#shared/bff'
import { permitsQuery, refusalBy } from '#shared/permits'
import { isAboutRoles } from '#shared/reasons'
import { seesAll, useBff, useScope } from '#shared/scope'
import { useSession } from '#shared/session'

/** Finds why a server cannot be asked for something now. */
export type CommandRefusal = (server: Pick<ServerRow, 'refusals'>, name: CommandName) => string | undefined

/** Why servers cannot be asked for something on this page: the policy in force refuses it, or what they are in does. */
export function useCommandRefusal(): CommandRefusal {
  const { commandRules } = useSession()
  const scope = useScope()
  const { data: refused } = useQuery(permitsQuery(useBff()))
  return ({ refusals }, name) => {
    const said = refusals[name]
    if (!refused) return said
    const byPolicy = refusalBy(refused, [commandRules[name]])
    // What is told live knows the roles that the defaults ask for, and not what an operator has changed.
    if (isAboutRoles(said)) return seesAll(scope) ? byPolicy : byPolicy && said
    return byPolicy ?? said
  }
}
