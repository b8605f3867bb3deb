import type { Noted } from '#platform/audit/noted'
import type { Attempt } from './sign-in-guard.ts'
import type { UserRow } from './store/user-store.ts'

/** Which request it is, and where it came from. */
export interface Origin {
  clientAddress: string | undefined
  requestId: string
  /** Tells the audit as whom somebody tried to sign in. */
  note?(what: Noted): void
}

/** What the guard is told of a secret that is tried for `user`, whom the audit hears of; `said` is how an account that does not exist was named. */
export function attemptAt(user: UserRow | undefined, said: string, from: Origin): Attempt {
  if (user) from.note?.({ user: { id: user.id, name: user.name } })
  return {
    account: user === undefined ? `name:${said.toLowerCase()}` : `user:${user.id}`,
    user: user && { id: user.id, name: user.name },
    address: from.clientAddress,
    requestId: from.requestId,
    isExempt: (user?.options as Record<string, unknown> | undefined)?.['ignore_lockout_failure_attempts'] === true,
  }
}
