import { useScope } from '#shared/scope'
import { useSession } from '#shared/session'

/** What decides which actions this person is offered in the scope of the page. */
export function useOffering() {
  const { adminCommands } = useSession()
  return { isAdmin: useScope().isAdmin, adminCommands }
}
