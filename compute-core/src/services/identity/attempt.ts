import type { Attempt } from './sign-in-guard.ts'
import type { UserRow } from './store/user-store.ts'

/** Which request it is, and where it came from. */
export interface Origin {
  clientAddress: string | undefined
  requestId: string
}

/** What the guard is told of a secret that is tried for `user`; `said` is how an account that does not exist was named. */
export const attemptAt = (user: UserRow | undefined, said: string, from: Origin): Attempt => ({
  account: user === undefined ? `name:${said.toLowerCase()}` : `user:${user.id}`,
  user: user && { id: user.id, name: user.name },
  address: from.clientAddress,
  requestId: from.requestId,
  isExempt: (user?.options as Record<string, unknown> | undefined)?.['ignore_lockout_failure_attempts'] === true,
})
