import { sql } from 'kysely'
import type { Reconciler } from './reconciler.ts'

/** Forgets tokens and ways to consoles whose time is over; they open nothing as it is. */
export const expiredTokens: Reconciler = {
  name: 'expired-tokens',
  everyMs: 10 * 60_000,
  async run({ db }) {
    await db
      .deleteFrom('identity.token')
      .where('expires_at', '<', sql<Date>`now()`)
      .execute()
    await db
      .deleteFrom('compute.console_token')
      .where('expires_at', '<', sql<Date>`now()`)
      .execute()
  },
}
