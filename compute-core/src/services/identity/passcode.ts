import type { Clock } from '#platform/clock'
import type { Database } from '#platform/db/database'
import type { Seal } from '#platform/seal'
import { equals } from './domain/list-filter.ts'
import { stepOfPasscode } from './domain/totp.ts'
import { attemptAt, type Origin } from './attempt.ts'
import type { SignInGuard } from './sign-in-guard.ts'
import { listCredentials, takeStep } from './store/credential-store.ts'
import type { UserRow } from './store/user-store.ts'

export interface Passcodes {
  db: Database
  clock: Clock
  seal: Seal
  guard: SignInGuard
}

/**
 * Whether `passcode` is one of the user's by any of their credentials of type totp; it is used up by that. Guesses are counted apart from
 * those at the password: whoever knows that one must not be able to begin anew by it.
 */
export const isPasscode = (
  deps: Passcodes,
  { user, said, passcode }: { user: UserRow | undefined; said: string; passcode: string },
  from: Origin,
): Promise<boolean> => {
  const attempt = attemptAt(user, said, from)
  return deps.guard.attempt({ ...attempt, account: `${attempt.account}/totp` }, () =>
    takePasscode(deps, user, passcode),
  )
}

async function takePasscode(
  { db, clock, seal }: Passcodes,
  user: UserRow | undefined,
  passcode: string,
): Promise<boolean> {
  if (!user) return false
  for (const { id, blob } of await listCredentials(db, [equals('user_id', user.id), equals('type', 'totp')])) {
    const step = stepOfPasscode(seal.open(blob), passcode, clock.now())
    if (step !== undefined && (await takeStep(db, id, step))) return true
  }
  return false
}
