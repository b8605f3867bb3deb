import type { Database } from '#platform/db/database'
import { isPassword } from './domain/password.ts'
import { findUserNamed } from './store/user-store.ts'

/** Whether the password of the first start is still the administrator's. */
export function firstPasswords(db: Database, first: string): { isAdmins(): Promise<boolean> } {
  // To compare a password with its hash takes a tenth of a second of a processor: once for each hash.
  let known: { hash: string | null; holds: boolean } | undefined
  return {
    async isAdmins() {
      const admin = await findUserNamed(db, 'admin', { id: 'default' })
      const hash = admin?.password_hash ?? null
      if (known?.hash !== hash || known === undefined) known = { hash, holds: await isPassword(first, hash) }
      return known.holds
    },
  }
}
