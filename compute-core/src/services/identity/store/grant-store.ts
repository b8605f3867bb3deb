import { type RawBuilder, sql } from 'kysely'
import type { Db } from '#platform/db/database'
import { type ListFound, listPage } from '#platform/db/listing'
import { readAssignmentMarker } from '../domain/assignment-marker.ts'
import type { AskedOfList } from '../domain/list-filter.ts'
import { defaultOrder } from '../domain/list-keys.ts'
import type { RoleRow } from './role-store.ts'
import { deleteOutlived } from './application-credential-store.ts'
import { orUnknown } from './constraint.ts'
import { type IdentityListing, identityPage, noMarker } from './listing.ts'

/** What a role is granted on. */
export type GrantTarget = { kind: 'project'; id: string } | { kind: 'domain'; id: string } | { kind: 'system' }

/** Whom a role is granted to. */
export type Grantee = { userId: string } | { groupId: string }

/** A role that a user or a group holds somewhere, with the names of all. */
export interface AssignmentRow {
  role_id: string
  role_name: string
  role_domain_id: string | null
  role_domain_name: string | null
  user_id: string | null
  user_name: string | null
  user_domain_id: string | null
  user_domain_name: string | null
  group_id: string | null
  group_name: string | null
  group_domain_id: string | null
  group_domain_name: string | null
  /** The group through which the user holds it, where groups are resolved. */
  via_group_id: string | null
  via_group_name: string | null
  project_id: string | null
  project_name: string | null
  project_domain_id: string | null
  project_domain_name: string | null
  domain_id: string | null
  domain_name: string | null
  on_system: boolean
}

export interface AssignmentFilter {
  userId?: string | undefined
  groupId?: string | undefined
  roleId?: string | undefined
  target?: GrantTarget | undefined
  /** Besides the target's project those of these ids. */
  projectsBelow?: readonly string[] | undefined
  /** Only what is granted on this domain and its projects. */
  withinDomain?: string | undefined
  /** By users in the place of their groups, and with the roles that the granted ones imply. */
  effective: boolean
}

const asColumns = (target: GrantTarget) => ({
  project_id: target.kind === 'project' ? target.id : null,
  domain_id: target.kind === 'domain' ? target.id : null,
  on_system: target.kind === 'system',
})

const granteeColumns = (who: Grantee) => ({
  user_id: 'userId' in who ? who.userId : null,
  group_id: 'groupId' in who ? who.groupId : null,
})

/** Grants a role; granting it twice is granting it once. */
export async function saveGrant(db: Db, who: Grantee, roleId: string, target: GrantTarget): Promise<void> {
  const insert = db
    .insertInto('identity.role_assignment')
    .values({ ...granteeColumns(who), role_id: roleId, ...asColumns(target) })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
  await orUnknown(insert, 'Who is granted this, the role or its target', '')
}

/** Takes a granted role back; false when it was not granted. */
export async function deleteGrant(db: Db, who: Grantee, roleId: string, target: GrantTarget): Promise<boolean> {
  const { numDeletedRows } = await db
    .deleteFrom('identity.role_assignment')
    .where('role_id', '=', roleId)
    .where(isGrant('role_assignment', who, target))
    .executeTakeFirst()
  if (numDeletedRows > 0n && 'userId' in who && target.kind === 'project')
    await deleteOutlived(db, who.userId, target.id)
  return numDeletedRows > 0n
}

/** The roles granted to a user or a group itself on a target, without implied ones. */
export const listGrantedRoles = (db: Db, who: Grantee, target: GrantTarget): Promise<RoleRow[]> =>
  db
    .selectFrom('identity.role_assignment as a')
    .innerJoin('identity.role as r', 'r.id', 'a.role_id')
    .selectAll('r')
    .where(isGrant('a', who, target))
    .orderBy('r.name')
    .execute()

function isGrant(table: string, who: Grantee, target: GrantTarget) {
  const columns = { ...granteeColumns(who), ...asColumns(target) }
  const all = Object.entries(columns).map(
    ([column, value]) => sql`${sql.ref(`${table}.${column}`)} is not distinct from ${value}`,
  )
  return sql<boolean>`(${sql.join(all, sql` and `)})`
}

/** The names of the roles that a token of this user would have on each project: through groups and by implication too. */
export async function rolesOnProjects(db: Db, userId: string): Promise<ReadonlyMap<string, string[]>> {
  const { rows } = await sql<{ project_id: string; roles: string[] }>`
    with recursive held as (
      select project_id, role_id from identity.user_grant where user_id = ${userId} and project_id is not null
      union
      select h.project_id, i.implied_id from held h join identity.role_implies i on i.role_id = h.role_id
    )
    select h.project_id, array_agg(r.name order by r.name) as roles
    from held h join identity.role r on r.id = h.role_id
    -- A role of a domain gives what it implies, and is none itself.
    where r.domain_id is null group by h.project_id`.execute(db)
  return new Map(rows.map((row) => [row.project_id, row.roles]))
}

/** The names of the roles that a token of this user would have on the system: through groups and by implication too. */
export async function rolesOnSystem(db: Db, userId: string): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    with recursive held as (
      select role_id from identity.user_grant where user_id = ${userId} and on_system
      union
      select i.implied_id from held h join identity.role_implies i on i.role_id = h.role_id
    )
    select r.name from held h join identity.role r on r.id = h.role_id where r.domain_id is null order by r.name`.execute(
    db,
  )
  return rows.map(({ name }) => name)
}

/** Whether a user holds any role on a target, through a group too. */
export async function holdsRole(db: Db, userId: string, target: GrantTarget): Promise<boolean> {
  const { project_id: projectId, domain_id: domainId, on_system: onSystem } = asColumns(target)
  const { rows } = await sql`
    select from identity.user_grant where user_id = ${userId} and project_id is not distinct from ${projectId}
      and domain_id is not distinct from ${domainId} and on_system = ${onSystem} limit 1`.execute(db)
  return rows.length > 0
}

/** Who holds which role where: as `a` with the names of all, each by its `key`. */
function assignmentListing(filter: AssignmentFilter): IdentityListing<AssignmentRow, 'role_assignments'> {
  const { userId, groupId, roleId, target, projectsBelow = [], withinDomain, effective } = filter
  const granted = sql.join(
    [
      sql`true`,
      ...(userId === undefined ? [] : [sql`user_id = ${userId}`]),
      ...(groupId === undefined ? [] : [sql`group_id = ${groupId}`]),
      ...(target === undefined ? [] : [isOn(target, projectsBelow)]),
    ],
    sql` and `,
  )
  const held = effective
    ? sql`
        select user_id, null::text as group_id, group_id as via_group_id, role_id, project_id, domain_id, on_system
        from identity.user_grant where ${granted}
        union
        select h.user_id, h.group_id, h.via_group_id, i.implied_id, h.project_id, h.domain_id, h.on_system
        from held h join identity.role_implies i on i.role_id = h.role_id`
    : sql`
        select user_id, group_id, null::text as via_group_id, role_id, project_id, domain_id, on_system
        from identity.role_assignment where ${granted}`
  return {
    alias: 'a',
    with: sql`
      with recursive held as (${held}
      ), assigned as not materialized (
        select h.*, r.name as role_name, r.domain_id as role_domain_id, rd.name as role_domain_name,
          u.name as user_name, ud.id as user_domain_id, ud.name as user_domain_name,
          g.name as group_name, gd.id as group_domain_id, gd.name as group_domain_name, v.name as via_group_name,
          p.name as project_name, pd.id as project_domain_id, pd.name as project_domain_name, d.name as domain_name
        from held h join identity.role r on r.id = h.role_id left join identity.domain rd on rd.id = r.domain_id
        left join identity.user u on u.id = h.user_id left join identity.domain ud on ud.id = u.domain_id
        left join identity.group g on g.id = h.group_id left join identity.domain gd on gd.id = g.domain_id
        left join identity.group v on v.id = h.via_group_id
        left join identity.project p on p.id = h.project_id left join identity.domain pd on pd.id = p.domain_id
        left join identity.domain d on d.id = h.domain_id
        where ${roleId === undefined ? sql`true` : sql`h.role_id = ${roleId}`}
          and ${effective ? sql`r.domain_id is null` : sql`true`}
          and ${withinDomain === undefined ? sql`true` : sql`(h.domain_id = ${withinDomain} or p.domain_id = ${withinDomain})`}
      )`,
    columns: sql`a.*`,
    from: sql`assigned a`,
    isAt,
    tie: sql`concat_ws('/', coalesce(a.user_id, ''), coalesce(a.group_id, ''), coalesce(a.via_group_id, ''), a.role_id,
      coalesce(a.project_id, ''), coalesce(a.domain_id, ''))`,
    noMarker,
    sort: {
      // Users before groups, projects before domains.
      user: lastWithout('user'),
      group: lastWithout('group'),
      project: lastWithout('project'),
      domain: lastWithout('domain'),
      role: [sql`a.role_name`],
      scope: [sql`case when a.on_system then 2 when a.project_id is null then 1 else 0 end`],
    },
  }
}

/** That a grant is on the target, or on one of these projects. */
function isOn(target: GrantTarget, projects: readonly string[]): RawBuilder<unknown> {
  if (target.kind === 'project') return sql`project_id = any(${[target.id, ...projects]}::text[])`
  return target.kind === 'domain' ? sql`domain_id = ${target.id}` : sql`on_system`
}

function isAt(marker: string): RawBuilder<boolean> {
  const at = readAssignmentMarker(marker)
  if (!at) return sql<boolean>`false`
  return sql<boolean>`(a.role_id = ${at.roleId} and a.user_id is not distinct from ${at.userId}
    and a.group_id is not distinct from ${at.groupId} and a.via_group_id is not distinct from ${at.viaGroupId}
    and a.project_id is not distinct from ${at.projectId} and a.domain_id is not distinct from ${at.domainId})`
}

const lastWithout = (what: string) => [
  sql`(${sql.ref(`a.${what}_id`)} is null)`,
  sql`coalesce(${sql.ref(`a.${what}_name`)}, '')`,
]

/** One page of who holds which role where. */
export const assignmentPage = (
  db: Db,
  filter: AssignmentFilter,
  asked: AskedOfList,
): Promise<ListFound<AssignmentRow>> => identityPage(db, assignmentListing(filter), asked)

/** Who holds which role where. */
export const listAssignments = async (db: Db, filter: AssignmentFilter): Promise<readonly AssignmentRow[]> =>
  (await listPage(db, assignmentListing(filter), { order: defaultOrder('role_assignments') })).rows
