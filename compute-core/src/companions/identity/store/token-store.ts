import { sql } from 'kysely'
import type { Db } from '#platform/db/database'
import type { RoleName, Scope } from '../domain/scope.ts'

/** A valid token with everything that its holder may learn of it. */
export interface TokenRow {
  user_id: string
  user_name: string
  user_domain_id: string
  user_domain_name: string
  project_id: string | null
  project_name: string | null
  project_domain_id: string | null
  project_domain_name: string | null
  on_system: boolean
  methods: string[]
  audit_ids: string[]
  issued_at: Date
  expires_at: Date
  roles: RoleName[]
}

/** The token of this hash, if its user, project and domains are still enabled and a role is still held there. One query. */
export async function findToken(db: Db, hash: Buffer, now: Date): Promise<TokenRow | undefined> {
  const { rows } = await sql<TokenRow>`
    with recursive token as (
      select t.user_id, u.name as user_name, u.domain_id as user_domain_id, ud.name as user_domain_name,
        t.project_id, p.name as project_name, p.domain_id as project_domain_id, pd.name as project_domain_name,
        t.on_system, t.methods, t.audit_ids, t.issued_at, t.expires_at
      from identity.token t
      join identity.user u on u.id = t.user_id and u.enabled
      join identity.domain ud on ud.id = u.domain_id and ud.enabled
      left join identity.project p on p.id = t.project_id
      left join identity.domain pd on pd.id = p.domain_id
      where t.hash = ${hash} and t.expires_at > ${now}
        and (t.project_id is null or (p.enabled and pd.enabled))
    ), held as (
      select a.role_id from identity.role_assignment a join token on a.user_id = token.user_id
      where a.project_id = token.project_id or (a.on_system and token.on_system)
      union
      select i.implied_id from identity.role_implies i join held on i.role_id = held.role_id
    )
    select token.*, coalesce((
      select json_agg(json_build_object('id', r.id, 'name', r.name) order by r.name)
      from held join identity.role r on r.id = held.role_id
    ), '[]') as roles from token`.execute(db)
  const row = rows[0]
  const losesAll = row !== undefined && (row.project_id !== null || row.on_system) && row.roles.length === 0
  return losesAll ? undefined : row
}

export interface NewToken {
  hash: Buffer
  userId: string
  /** The password hash that the sign-in was checked against. */
  passwordHash: string | null
  /** The token that this one was had for. */
  parentHash: Buffer | undefined
  scope: Scope
  methods: readonly string[]
  auditIds: readonly string[]
  issuedAt: Date
  expiresAt: Date
}

/** Writes a token; false when its user was disabled or given another password, or its parent was revoked, meanwhile. */
export async function saveToken(db: Db, token: NewToken): Promise<boolean> {
  const { rows } = await sql`
    with swept as (delete from identity.token where user_id = ${token.userId} and expires_at < ${token.issuedAt}),
    holder as (
      select id from identity.user
      where id = ${token.userId} and enabled and password_hash is not distinct from ${token.passwordHash}
      -- Waits for a password change under way, which then is seen; one that comes later revokes this token.
      for share
    ),
    parent as (select hash from identity.token where hash = ${token.parentHash ?? null} for share)
    insert into identity.token (hash, user_id, project_id, on_system, methods, audit_ids, issued_at, expires_at)
    select ${token.hash}, holder.id, ${token.scope.kind === 'project' ? token.scope.projectId : null},
      ${token.scope.kind === 'system'}, ${token.methods}, ${token.auditIds},
      ${token.issuedAt}, ${token.expiresAt}
    from holder where ${token.parentHash === undefined} or exists (select from parent)
    returning hash`.execute(db)
  return rows.length === 1
}

/** Forgets one token. */
export async function deleteToken(db: Db, hash: Buffer): Promise<void> {
  await db.deleteFrom('identity.token').where('hash', '=', hash).execute()
}

/** Revokes every token of a user. */
export async function deleteTokensOfUser(db: Db, userId: string): Promise<void> {
  await db.deleteFrom('identity.token').where('user_id', '=', userId).execute()
}

/** Revokes every token of a project. */
export async function deleteTokensOfProject(db: Db, projectId: string): Promise<void> {
  await db.deleteFrom('identity.token').where('project_id', '=', projectId).execute()
}
