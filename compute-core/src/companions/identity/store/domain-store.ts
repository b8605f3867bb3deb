import type { Insertable, Selectable, Updateable } from 'kysely'
import type { Db, DB } from '#platform/db/database'
import { orDuplicate } from './constraint.ts'

export type DomainRow = Selectable<DB['identity.domain']>

/** The domain of this id. */
export const findDomain = (db: Db, id: string): Promise<DomainRow | undefined> =>
  db.selectFrom('identity.domain').selectAll().where('id', '=', id).executeTakeFirst()

/** Domains that match, by name. */
export function listDomains(
  db: Db,
  filter: { name?: string | undefined; enabled?: boolean | undefined },
): Promise<DomainRow[]> {
  let query = db.selectFrom('identity.domain').selectAll().orderBy('name')
  if (filter.name !== undefined) query = query.where('name', '=', filter.name)
  if (filter.enabled !== undefined) query = query.where('enabled', '=', filter.enabled)
  return query.execute()
}

/** The enabled domains on which this user holds a role. */
export const listDomainsOfUser = (db: Db, userId: string): Promise<DomainRow[]> =>
  db
    .selectFrom('identity.domain as d')
    .selectAll('d')
    .where('d.enabled', '=', true)
    .where(({ exists, selectFrom }) =>
      exists(
        selectFrom('identity.role_assignment as a')
          .select('a.role_id')
          .whereRef('a.domain_id', '=', 'd.id')
          .where('a.user_id', '=', userId),
      ),
    )
    .orderBy('d.name')
    .execute()

/** Adds a domain; a name taken is a conflict. */
export const insertDomain = (db: Db, domain: Insertable<DB['identity.domain']>): Promise<DomainRow> =>
  orDuplicate(
    db.insertInto('identity.domain').values(domain).returningAll().executeTakeFirstOrThrow(),
    'domain',
    domain.name,
  )

/** Changes a domain. Tokens of a disabled one stop working with the next look at them. */
export async function updateDomain(
  db: Db,
  id: string,
  change: Updateable<DB['identity.domain']>,
): Promise<DomainRow | undefined> {
  if (Object.keys(change).length === 0) return findDomain(db, id)
  const update = db.updateTable('identity.domain').set(change).where('id', '=', id).returningAll().executeTakeFirst()
  return orDuplicate(update, 'domain', change.name ?? '')
}

/** Removes a disabled domain with its users, projects, grants and tokens; false when it is unknown or enabled. */
export async function deleteDomain(db: Db, id: string): Promise<boolean> {
  return db.transaction().execute(async (tx) => {
    const domain = await tx
      .selectFrom('identity.domain')
      .selectAll()
      .where('id', '=', id)
      .forUpdate()
      .executeTakeFirst()
    if (domain === undefined || domain.enabled) return false
    await tx.deleteFrom('identity.user').where('domain_id', '=', id).execute()
    await tx.deleteFrom('identity.project').where('domain_id', '=', id).execute()
    await tx.deleteFrom('identity.domain').where('id', '=', id).execute()
    return true
  })
}
