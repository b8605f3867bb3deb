import type { Database, Db } from '#platform/db/database'
import { sql } from 'kysely'
import { deleteGrant } from './grant-store.ts'
import type { UserRow } from './user-store.ts'

/** A person as their provider names them. */
interface Subject {
  issuer: string
  subject: string
}

/** The user of a provider's person; holds off others who look for the same one, to the end of the transaction. */
export async function findFederatedUser(tx: Db, { issuer, subject }: Subject): Promise<UserRow | undefined> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`federated/${issuer}/${subject}`}, 0))`.execute(tx)
  return tx
    .selectFrom('identity.federated_user as f')
    .innerJoin('identity.user as u', 'u.id', 'f.user_id')
    .selectAll('u')
    .where('f.issuer', '=', issuer)
    .where('f.subject', '=', subject)
    .executeTakeFirst()
}

/** Keeps whom a user is at their provider. */
export async function linkFederatedUser(tx: Db, { issuer, subject }: Subject, userId: string): Promise<void> {
  await tx.insertInto('identity.federated_user').values({ issuer, subject, user_id: userId }).execute()
}

/** Gives a user what their provider says, and takes what it said before and says no more; what an administrator granted stays. */
export const replaceFederatedGrants = (
  db: Database,
  userId: string,
  wanted: readonly { roleId: string; projectId: string }[],
): Promise<void> =>
  db.transaction().execute(async (tx) => {
    await tx.selectFrom('identity.user').select('id').where('id', '=', userId).forUpdate().execute()
    const before = await tx.selectFrom('identity.federated_grant').selectAll().where('user_id', '=', userId).execute()
    for (const { role_id: roleId, project_id: projectId } of before) {
      if (wanted.some((one) => one.roleId === roleId && one.projectId === projectId)) continue
      await deleteGrant(tx, { userId }, roleId, { kind: 'project', id: projectId })
      await tx
        .deleteFrom('identity.federated_grant')
        .where('user_id', '=', userId)
        .where('role_id', '=', roleId)
        .where('project_id', '=', projectId)
        .execute()
    }
    for (const { roleId, projectId } of wanted) {
      const granted = await tx
        .insertInto('identity.role_assignment')
        .values({ user_id: userId, role_id: roleId, project_id: projectId })
        .onConflict((conflict) => conflict.doNothing())
        .executeTakeFirst()
      // One that was there already is an administrator's, or remembered.
      if (granted.numInsertedOrUpdatedRows !== 1n) continue
      await tx
        .insertInto('identity.federated_grant')
        .values({ user_id: userId, role_id: roleId, project_id: projectId })
        .onConflict((conflict) => conflict.doNothing())
        .execute()
    }
  })
