import type { Db } from '#platform/db/database'
import type { ServerId } from '#platform/ids'

/** The administrator's password as only the server's key opens it; null when none has been kept. */
export async function findPasswordCrypt(db: Db, id: ServerId): Promise<string | null> {
  const row = await db.selectFrom('compute.server').select('password_crypt').where('id', '=', id).executeTakeFirst()
  return row?.password_crypt ?? null
}

/** Forgets the password; the guest's stays what it is. */
export async function clearPasswordCrypt(db: Db, id: ServerId): Promise<void> {
  await db.updateTable('compute.server').set({ password_crypt: null }).where('id', '=', id).execute()
}
