import { type RawBuilder, sql } from 'kysely'
import {
  any,
  anyElement,
  beginningOf,
  holdsAny,
  type RowSearch,
  searchConditions,
  type SearchedBy,
} from '#platform/db/search'
import type { ReadTerm } from '#platform/service/list-query/query-keys'
import type { identityKeys, SearchedList } from '../domain/list-keys.ts'

/** The conditions that all terms hold for a row of the list, whose table is known as here. */
export const searched = (list: SearchedList, terms: readonly ReadTerm[]): RawBuilder<boolean>[] =>
  searchConditions(searches[list] as RowSearch, terms)

/** Rows of a table that `on` joins to the row, of which one has the name or the id. */
const withNameOrId =
  (table: RawBuilder<unknown>, on: RawBuilder<unknown>): SearchedBy =>
  (tests) =>
    sql<boolean>`exists (select from ${table} x where ${on} and ${any([holdsAny(sql`x.name`, tests), holdsAny(sql`x.id`, tests)])})`

/** A condition that either column is as any of the tests wants it. */
const either =
  (name: RawBuilder<unknown>, id: RawBuilder<unknown>): SearchedBy =>
  (tests) =>
    any([holdsAny(name, tests), holdsAny(id, tests)])

const named = (alias: string) => ({
  name: sql.ref(`${alias}.name`),
  id: sql.ref(`${alias}.id`),
  description: sql.ref(`${alias}.description`),
})

const ofDomain = (alias: string) => ({
  domain: withNameOrId(sql`identity.domain`, sql`x.id = ${sql.ref(`${alias}.domain_id`)}`),
})

const textOf = (alias: string) => {
  const { name, id, description } = named(alias)
  return [name, description, beginningOf(id)]
}

const searches: { [List in SearchedList]: RowSearch<(typeof identityKeys)[List]> } = {
  domains: { keys: { ...named('d'), enabled: sql`d.enabled` }, text: textOf('d') },
  projects: {
    keys: {
      ...named('p'),
      ...ofDomain('p'),
      enabled: sql`p.enabled`,
      parent: withNameOrId(sql`identity.project`, sql`x.id = p.parent_id`),
      tag: anyElement(sql`p.tags`),
      user: withNameOrId(
        sql`identity.user`,
        sql`exists (select from identity.user_grant a where a.user_id = x.id and a.project_id = p.id)`,
      ),
      created: sql`p.created_at`,
    },
    text: [...textOf('p'), anyElement(sql`p.tags`)],
  },
  users: {
    keys: {
      ...named('u'),
      ...ofDomain('u'),
      enabled: sql`u.enabled`,
      email: sql`u.email`,
      project: withNameOrId(sql`identity.project`, sql`x.id = u.default_project_id`),
      group: withNameOrId(
        sql`identity.group`,
        sql`exists (select from identity.group_member m where m.group_id = x.id and m.user_id = u.id)`,
      ),
      role: withNameOrId(
        sql`identity.role`,
        sql`exists (select from identity.user_grant a where a.role_id = x.id and a.user_id = u.id)`,
      ),
      in: withNameOrId(
        sql`identity.project`,
        sql`exists (select from identity.user_grant a where a.project_id = x.id and a.user_id = u.id)`,
      ),
      created: sql`u.created_at`,
    },
    text: [...textOf('u'), sql`u.email`],
  },
  groups: {
    keys: {
      ...named('g'),
      ...ofDomain('g'),
      user: withNameOrId(
        sql`identity.user`,
        sql`exists (select from identity.group_member m where m.user_id = x.id and m.group_id = g.id)`,
      ),
    },
    text: textOf('g'),
  },
  roles: { keys: named('r'), text: textOf('r') },
  role_assignments: {
    keys: {
      user: either(sql`a.user_name`, sql`a.user_id`),
      group: either(sql`coalesce(a.group_name, a.via_group_name)`, sql`coalesce(a.group_id, a.via_group_id)`),
      role: either(sql`a.role_name`, sql`a.role_id`),
      scope: sql`case when a.on_system then 'system' when a.project_id is null then 'domain' else 'project' end`,
      project: either(sql`a.project_name`, sql`a.project_id`),
      domain: either(
        sql`coalesce(a.domain_name, a.project_domain_name)`,
        sql`coalesce(a.domain_id, a.project_domain_id)`,
      ),
    },
    text: [sql`a.user_name`, sql`a.group_name`, sql`a.role_name`, sql`a.project_name`, sql`a.domain_name`],
  },
  application_credentials: {
    keys: {
      ...named('c'),
      project: withNameOrId(sql`identity.project`, sql`x.id = c.project_id`),
      role: withNameOrId(
        sql`identity.role`,
        sql`exists (select from identity.application_credential_role r where r.role_id = x.id and r.application_credential_id = c.id)`,
      ),
      unrestricted: sql`c.unrestricted`,
      expires: sql`c.expires_at`,
    },
    text: textOf('c'),
  },
}
