import { sql } from 'kysely'
import type { DomainRow } from './domain-store.ts'
import type { GroupRow } from './group-store.ts'
import { byId, type IdentityListing, named, nameOf } from './listing.ts'
import type { ProjectRow } from './project-store.ts'
import type { RoleRow } from './role-store.ts'
import type { UserRow } from './user-store.ts'

const domainOf = (alias: string) => ({ domain: nameOf(sql`identity.domain`, sql.ref(`${alias}.domain_id`)) })

/** All domains. */
export const domainListing: IdentityListing<DomainRow, 'domains'> = {
  ...byId('d'),
  columns: sql`d.*`,
  from: sql`identity.domain d`,
  sort: { ...named('d'), enabled: [sql`d.enabled`] },
}

/** All projects. */
export const projectListing: IdentityListing<ProjectRow, 'projects'> = {
  ...byId('p'),
  columns: sql`p.*`,
  from: sql`identity.project p`,
  sort: {
    ...named('p'),
    ...domainOf('p'),
    parent: nameOf(sql`identity.project`, sql`p.parent_id`),
    enabled: [sql`p.enabled`],
    created_at: [sql`p.created_at`],
  },
}

/** All users. */
export const userListing: IdentityListing<UserRow, 'users'> = {
  ...byId('u'),
  columns: sql`u.*`,
  from: sql`identity.user u`,
  sort: {
    ...named('u'),
    ...domainOf('u'),
    email: [sql`(u.email is null)`, sql`coalesce(u.email, '')`],
    enabled: [sql`u.enabled`],
    created_at: [sql`u.created_at`],
  },
}

/** All groups. */
export const groupListing: IdentityListing<GroupRow, 'groups'> = {
  ...byId('g'),
  columns: sql`g.*`,
  from: sql`identity.group g`,
  sort: { ...named('g'), ...domainOf('g') },
}

/** All roles, those of domains too. */
export const roleListing: IdentityListing<RoleRow, 'roles'> = {
  ...byId('r'),
  columns: sql`r.*`,
  from: sql`identity.role r`,
  sort: named('r'),
}
