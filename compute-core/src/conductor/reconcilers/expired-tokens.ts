import { forgetExpiredConsoleTokens } from '#store/console-token-store'
import type { Reconciler } from './reconciler.ts'

/** Forgets tokens and ways to consoles whose time is over; they open nothing as it is. */
export const expiredTokens: Reconciler = {
  name: 'expired-tokens',
  everyMs: 10 * 60_000,
  async run({ db, identity }) {
    await identity.forgetExpiredTokens()
    await forgetExpiredConsoleTokens(db)
  },
}
