import { sql } from 'kysely'
import type { Database, Db } from '#platform/db/database'
import { newHexId } from '#platform/ids'
import type { Condition } from '../domain/list-filter.ts'
import { orDuplicate } from './constraint.ts'
import { byId, type IdentityListing, named, nameOf } from './listing.ts'
import { matching } from './matching.ts'
import { assertOneMoreOf } from './per-user-limit.ts'

/** An access rule of a user. */
export interface AccessRuleRow {
  id: string
  service: string
  path: string
  method: string
}

/** An application credential with its roles and access rules. */
export interface ApplicationCredentialRow {
  id: string
  user_id: string
  project_id: string
  name: string
  description: string | null
  secret_hash: string
  unrestricted: boolean
  expires_at: Date | null
  roles: { id: string; name: string; domain_id: string | null }[]
  access_rules: AccessRuleRow[]
}

export type NewApplicationCredential = Omit<ApplicationCredentialRow, 'roles' | 'access_rules'> & {
  roleIds: readonly string[]
  accessRules: readonly Omit<AccessRuleRow, 'id'>[]
}

const columns = sql<ApplicationCredentialRow>`c.*,
  (select coalesce(json_agg(json_build_object('id', r.id, 'name', r.name, 'domain_id', r.domain_id) order by r.name), '[]')
    from identity.application_credential_role l join identity.role r on r.id = l.role_id
    where l.application_credential_id = c.id) as roles,
  (select coalesce(json_agg(json_build_object('id', a.id, 'service', a.service, 'path', a.path, 'method', a.method)), '[]')
    from identity.application_credential_access_rule l join identity.access_rule a on a.id = l.access_rule_id
    where l.application_credential_id = c.id) as access_rules`

/** All application credentials. */
export const credentialListing: IdentityListing<ApplicationCredentialRow, 'application_credentials'> = {
  ...byId('c'),
  columns,
  from: sql`identity.application_credential c`,
  sort: {
    ...named('c'),
    project: nameOf(sql`identity.project`, sql`c.project_id`),
    unrestricted: [sql`c.unrestricted`],
    expires_at: [sql`coalesce(c.expires_at, 'infinity')`],
  },
}

/** That an application credential `c` is this user's. */
export const isOf = (userId: string) => sql<boolean>`c.user_id = ${userId}`

/** The application credentials of a user by name. */
export async function listApplicationCredentials(db: Db, userId: string): Promise<ApplicationCredentialRow[]> {
  const { rows } = await sql<ApplicationCredentialRow>`
    select ${columns} from identity.application_credential c where ${isOf(userId)} order by c.name`.execute(db)
  return rows
}

/** The application credential of this id. */
export async function findApplicationCredential(db: Db, id: string): Promise<ApplicationCredentialRow | undefined> {
  const { rows } = await sql<ApplicationCredentialRow>`
    select ${columns} from identity.application_credential c where c.id = ${id}`.execute(db)
  return rows[0]
}

/** Adds an application credential with what it is limited to; a name that the user has already is a conflict, and one too many is refused. */
export const insertApplicationCredential = (
  db: Database,
  { roleIds, accessRules, ...row }: NewApplicationCredential,
): Promise<ApplicationCredentialRow> =>
  db.transaction().execute(async (tx) => {
    await assertOneMoreOf(tx, 'application credentials', row.user_id)
    await orDuplicate(
      tx.insertInto('identity.application_credential').values(row).execute(),
      'application credential',
      row.name,
    )
    for (const roleId of new Set(roleIds))
      await tx
        .insertInto('identity.application_credential_role')
        .values({ application_credential_id: row.id, role_id: roleId })
        .execute()
    for (const rule of accessRules) {
      const { id } = await tx
        .insertInto('identity.access_rule')
        .values({ ...rule, id: newHexId(), user_id: row.user_id })
        // Written, so that the rule that is there cannot go meanwhile.
        .onConflict((conflict) =>
          conflict.columns(['user_id', 'service', 'path', 'method']).doUpdateSet({ method: rule.method }),
        )
        .returning('id')
        .executeTakeFirstOrThrow()
      await tx
        .insertInto('identity.application_credential_access_rule')
        .values({ application_credential_id: row.id, access_rule_id: id })
        .onConflict((conflict) => conflict.doNothing())
        .execute()
    }
    return (await findApplicationCredential(tx, row.id))!
  })

/** Removes an application credential of a user with its tokens; false when they have none such. */
export async function deleteApplicationCredential(db: Db, userId: string, id: string): Promise<boolean> {
  const { numDeletedRows } = await db
    .deleteFrom('identity.application_credential')
    .where('id', '=', id)
    .where('user_id', '=', userId)
    .executeTakeFirst()
  return numDeletedRows === 1n
}

/** The access rules of a user that match. */
export async function listAccessRules(
  db: Db,
  userId: string,
  conditions: readonly Condition[],
): Promise<AccessRuleRow[]> {
  const { rows } = await sql<AccessRuleRow>`
    select id, service, path, method from identity.access_rule a
    where user_id = ${userId} and ${matching('a', conditions)} order by service, path, method`.execute(db)
  return rows
}

/** Removes an access rule of a user that no application credential uses; says what came of it. */
export async function deleteAccessRule(db: Db, userId: string, id: string): Promise<'deleted' | 'unknown' | 'in use'> {
  const { rows } = await sql<{ deleted: boolean }>`
    with known as (select id from identity.access_rule where id = ${id} and user_id = ${userId} for update),
    gone as (
      delete from identity.access_rule where id in (select id from known)
        and not exists (select from identity.application_credential_access_rule where access_rule_id = ${id})
      returning id
    )
    select exists (select from gone) as deleted from known`.execute(db)
  if (rows.length === 0) return 'unknown'
  return rows[0]!.deleted ? 'deleted' : 'in use'
}

/** Removes a user's application credentials on a project that are good for roles that the user holds there no longer. */
export async function deleteOutlived(db: Db, userId: string, projectId: string): Promise<void> {
  await sql`
    with recursive held as (
      select role_id from identity.user_grant where user_id = ${userId} and project_id = ${projectId}
      union
      select i.implied_id from held h join identity.role_implies i on i.role_id = h.role_id
    )
    delete from identity.application_credential c
    where c.user_id = ${userId} and c.project_id = ${projectId} and exists (
      select from identity.application_credential_role r
      where r.application_credential_id = c.id and r.role_id not in (select role_id from held))`.execute(db)
}
