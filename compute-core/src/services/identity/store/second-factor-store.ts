import { newHexId } from '#platform/ids'
import type { Database } from '#platform/db/database'
import { changedAttributes } from './attributes.ts'
import { addMethod, deleteTokensBeside } from './token-store.ts'

/** What a user is given as a second factor. */
export interface SecondFactor {
  userId: string
  /** The secret, sealed. */
  blob: string
  /** The step of the passcode that confirmed it, which is used up by that. */
  step: number
  /** The rules that the user gets; those that there are stay where there are none. */
  rules: readonly (readonly string[])[] | undefined
  /** The hash of the token that asks: its sign-in goes on, with both methods shown. */
  signIn: Buffer
}

/** Gives a user a second factor and ends their other sign-ins; false where they have one. */
export const addSecondFactor = (db: Database, { userId, blob, step, rules, signIn }: SecondFactor): Promise<boolean> =>
  db.transaction().execute(async (tx) => {
    // One after the other: of two that come together the second sees the first.
    await tx.selectFrom('identity.user').select('id').where('id', '=', userId).forUpdate().execute()
    const before = await tx
      .selectFrom('identity.credential')
      .select('id')
      .where('user_id', '=', userId)
      .where('type', '=', 'totp')
      .executeTakeFirst()
    if (before) return false
    const credential = { id: newHexId<string>(), user_id: userId, type: 'totp', blob, used_step: step }
    await tx.insertInto('identity.credential').values(credential).execute()
    const options = { multi_factor_auth_enabled: true, multi_factor_auth_rules: rules }
    if (rules)
      await tx.updateTable('identity.user').set(changedAttributes({ options })).where('id', '=', userId).execute()
    await deleteTokensBeside(tx, userId, signIn)
    await addMethod(tx, signIn, 'totp')
    return true
  })

/** Takes a user's second factor away, with the rules about it. */
export const removeSecondFactor = (db: Database, userId: string): Promise<void> =>
  db.transaction().execute(async (tx) => {
    await tx.deleteFrom('identity.credential').where('user_id', '=', userId).where('type', '=', 'totp').execute()
    const options = { multi_factor_auth_enabled: null, multi_factor_auth_rules: null }
    await tx.updateTable('identity.user').set(changedAttributes({ options })).where('id', '=', userId).execute()
  })
