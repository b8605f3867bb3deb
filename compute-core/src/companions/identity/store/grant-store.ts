import { sql } from 'kysely'
import type { Db } from '#platform/db/database'
import type { RoleRow } from './role-store.ts'
import { orUnknown } from './constraint.ts'

/** What a role is granted on. */
export type GrantTarget = { kind: 'project'; id: string } | { kind: 'domain'; id: string } | { kind: 'system' }

export interface AssignmentRow {
  role_id: string
  role_name: string
  user_id: string
  user_name: string
  user_domain_id: string
  user_domain_name: string
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
  roleId?: string | undefined
  target?: GrantTarget | undefined
  /** With the roles that the granted ones imply. */
  effective: boolean
}

const asColumns = (target: GrantTarget) => ({
  project_id: target.kind === 'project' ? target.id : null,
  domain_id: target.kind === 'domain' ? target.id : null,
  on_system: target.kind === 'system',
})

/** Grants a role; granting it twice is granting it once. */
export async function saveGrant(db: Db, userId: string, roleId: string, target: GrantTarget): Promise<void> {
  const insert = db
    .insertInto('identity.role_assignment')
    .values({ user_id: userId, role_id: roleId, ...asColumns(target) })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
  await orUnknown(insert, 'The user, role or target of this grant', '')
}

/** Takes a granted role back; false when it was not granted. */
export async function deleteGrant(db: Db, userId: string, roleId: string, target: GrantTarget): Promise<boolean> {
  const columns = asColumns(target)
  const { numDeletedRows } = await db
    .deleteFrom('identity.role_assignment')
    .where('user_id', '=', userId)
    .where('role_id', '=', roleId)
    .where('project_id', 'is not distinct from', columns.project_id)
    .where('domain_id', 'is not distinct from', columns.domain_id)
    .where('on_system', '=', columns.on_system)
    .executeTakeFirst()
  return numDeletedRows > 0n
}

/** The roles granted to a user on a target, without implied ones. */
export function listGrantedRoles(db: Db, userId: string, target: GrantTarget): Promise<RoleRow[]> {
  const columns = asColumns(target)
  return db
    .selectFrom('identity.role_assignment as a')
    .innerJoin('identity.role as r', 'r.id', 'a.role_id')
    .selectAll('r')
    .where('a.user_id', '=', userId)
    .where('a.project_id', 'is not distinct from', columns.project_id)
    .where('a.domain_id', 'is not distinct from', columns.domain_id)
    .where('a.on_system', '=', columns.on_system)
    .orderBy('r.name')
    .execute()
}

/** Whether a user holds any role on a target. */
export const holdsRole = async (db: Db, userId: string, target: GrantTarget): Promise<boolean> =>
  (await listGrantedRoles(db, userId, target)).length > 0

/** Who holds which role where. */
export async function listAssignments(db: Db, filter: AssignmentFilter): Promise<AssignmentRow[]> {
  const { userId = null, roleId = null, target, effective } = filter
  const columns = target ? asColumns(target) : undefined
  const { rows } = await sql<AssignmentRow>`
    with recursive held as (
      select user_id, role_id, project_id, domain_id, on_system from identity.role_assignment
      where (${userId}::text is null or user_id = ${userId})
        and (${target === undefined} or (project_id is not distinct from ${columns?.project_id ?? null}
          and domain_id is not distinct from ${columns?.domain_id ?? null} and on_system = ${columns?.on_system ?? false}))
      union
      select h.user_id, i.implied_id, h.project_id, h.domain_id, h.on_system
      from held h join identity.role_implies i on i.role_id = h.role_id where ${effective}
    )
    select h.*, r.name as role_name, u.name as user_name, ud.id as user_domain_id, ud.name as user_domain_name,
      p.name as project_name, pd.id as project_domain_id, pd.name as project_domain_name, d.name as domain_name
    from held h join identity.role r on r.id = h.role_id join identity.user u on u.id = h.user_id
    join identity.domain ud on ud.id = u.domain_id
    left join identity.project p on p.id = h.project_id left join identity.domain pd on pd.id = p.domain_id
    left join identity.domain d on d.id = h.domain_id
    where ${roleId}::text is null or h.role_id = ${roleId}
    order by u.name, p.name, d.name, r.name`.execute(db)
  return rows
}
