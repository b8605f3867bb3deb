import { type Insertable, type Selectable, sql, type Updateable } from 'kysely'
import type { Database, Db, DB } from '#platform/db/database'
import type { Condition } from '../domain/list-filter.ts'
import { assertMutable, changedAttributes, type MoreAttributes, newAttributes } from './attributes.ts'
import { orDuplicate } from './constraint.ts'
import { matching } from './matching.ts'

export type DomainRow = Selectable<DB['identity.domain']>

/** The domain of this id. */
export const findDomain = (db: Db, id: string): Promise<DomainRow | undefined> =>
  db.selectFrom('identity.domain').selectAll().where('id', '=', id).executeTakeFirst()

/** Domains that match, by name. */
export const listDomains = (db: Db, conditions: readonly Condition[]): Promise<DomainRow[]> =>
  db.selectFrom('identity.domain as d').selectAll().where(matching('d', conditions)).orderBy('d.name').execute()

/** That the domain `alias` is the one that a request names, by its id or by its name in whatever case. */
export const isDomainNamed = (alias: string, { id, name }: { id?: string | undefined; name?: string | undefined }) =>
  id === undefined
    ? sql<boolean>`lower(${sql.ref(`${alias}.name`)}) = lower(${name ?? ''})`
    : sql<boolean>`${sql.ref(`${alias}.id`)} = ${id}`

/** The enabled domains on which this user holds a role. */
export const listDomainsOfUser = (db: Db, userId: string): Promise<DomainRow[]> =>
  db
    .selectFrom('identity.domain as d')
    .selectAll('d')
    .where('d.enabled', '=', true)
    .where(({ exists, selectFrom }) =>
      exists(
        selectFrom('identity.user_grant as a')
          .select('a.role_id')
          .whereRef('a.domain_id', '=', 'd.id')
          .where('a.user_id', '=', userId),
      ),
    )
    .orderBy('d.name')
    .execute()

/** The domain that a request names, by its id or by its name in whatever case. */
export const findDomainNamed = (db: Db, named: Parameters<typeof isDomainNamed>[1]): Promise<DomainRow | undefined> =>
  db
    .selectFrom('identity.domain as d')
    .selectAll()
    .where(isDomainNamed('d', named))
    .orderBy(sql`d.name = ${named.name ?? ''} desc, d.id`)
    .executeTakeFirst()

/** Adds a domain; a name taken is a conflict. */
export const insertDomain = (
  db: Db,
  { extra, options, ...domain }: Omit<Insertable<DB['identity.domain']>, 'extra' | 'options'> & MoreAttributes,
): Promise<DomainRow> =>
  orDuplicate(
    db
      .insertInto('identity.domain')
      .values({ ...domain, ...newAttributes({ extra, options }) })
      .returningAll()
      .executeTakeFirstOrThrow(),
    'domain',
    domain.name,
  )

/** Changes a domain. Tokens of a disabled one stop working with the next look at them. */
export async function updateDomain(
  db: Database,
  id: string,
  change: Omit<Updateable<DB['identity.domain']>, 'extra' | 'options'> & MoreAttributes,
): Promise<DomainRow | undefined> {
  const { extra, options, ...columns } = change
  const set = { ...columns, ...changedAttributes({ extra, options }) }
  if (Object.keys(set).length === 0) return findDomain(db, id)
  return db.transaction().execute(async (tx) => {
    await assertMutable(tx, 'domain', id, change)
    const update = tx.updateTable('identity.domain').set(set).where('id', '=', id).returningAll().executeTakeFirst()
    return orDuplicate(update, 'domain', change.name ?? '')
  })
}

/** Removes a disabled domain with its users, projects, grants and tokens; false when it is unknown or enabled. */
export async function deleteDomain(db: Database, id: string): Promise<boolean> {
  return db.transaction().execute(async (tx) => {
    await assertMutable(tx, 'domain', id)
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
