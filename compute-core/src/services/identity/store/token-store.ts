import { type RawBuilder, sql } from 'kysely'
import type { Db } from '#platform/db/database'
import type { RoleName, Scope } from '../domain/scope.ts'
import type { AccessRuleRow } from './application-credential-store.ts'
import type { UserInScopeRow } from './user-in-scope-row.ts'

/** A valid token with everything that its holder may learn of it. */
export interface TokenRow extends UserInScopeRow {
  methods: string[]
  audit_ids: string[]
  issued_at: Date
  expires_at: Date
  roles: RoleName[]
  /** The application credential that it was had for. */
  application_credential: {
    id: string
    name: string
    unrestricted: boolean
    access_rules: AccessRuleRow[]
  } | null
  /** The trust that it was had for. */
  trust: {
    id: string
    impersonation: boolean
    trustor_user_id: string
    trustee_user_id: string
    redelegated_trust_id: string | null
    redelegation_count: number
  } | null
}

/**
 * The token of this hash, if its user, project and domains are still enabled and a role is still held there; for one that was had for an
 * application credential or a trust, all of its roles, by whoever gave it. One query.
 */
export const findToken = (db: Db, hash: Buffer, now: Date): Promise<TokenRow | undefined> =>
  tokenIn(db, sql`(select * from identity.token where hash = ${hash} and expires_at > ${now})`)

/** What somebody asked for a while ago, and by which right: of a token all but the token. */
export interface Standing {
  userId: string
  /** Null for the system as a whole. */
  projectId: string | null
  applicationCredentialId: string | null
  trustId: string | null
}

/** What a token would say that had been issued then and were looked at now; undefined where it would be good no more. */
export const findStanding = (db: Db, standing: Standing, now: Date): Promise<TokenRow | undefined> =>
  tokenIn(
    db,
    sql`(
      select ${standing.userId}::text as user_id, ${standing.projectId}::text as project_id, null::text as domain_id,
        ${standing.projectId === null}::boolean as on_system, '{}'::text[] as methods, '{}'::text[] as audit_ids,
        ${now}::timestamptz as issued_at, ${now}::timestamptz as expires_at,
        ${standing.applicationCredentialId}::text as application_credential_id, ${standing.trustId}::text as trust_id
      where not exists (
        select from identity.application_credential c
        where c.id = ${standing.applicationCredentialId}::text and c.expires_at <= ${now}::timestamptz)
      and (${standing.trustId}::text is null or exists (
        select from identity.trust r
        where r.id = ${standing.trustId}::text and (r.expires_at is null or r.expires_at > ${now}::timestamptz)))
    )`,
  )

async function tokenIn(db: Db, tokens: RawBuilder<unknown>): Promise<TokenRow | undefined> {
  const { rows } = await sql<TokenRow & { is_outlived: boolean }>`
    with recursive token as (
      select t.user_id, u.name as user_name, u.domain_id as user_domain_id, ud.name as user_domain_name,
        t.project_id, p.name as project_name, p.domain_id as project_domain_id, pd.name as project_domain_name,
        t.domain_id, sd.name as domain_name, t.on_system, t.methods, t.audit_ids, t.issued_at, t.expires_at,
        t.application_credential_id, t.trust_id, coalesce(tr.trustor_user_id, t.user_id) as holder_id
      from ${tokens} t
      left join identity.trust tr on tr.id = t.trust_id
      join identity.user u on u.id = t.user_id and u.enabled
      join identity.domain ud on ud.id = u.domain_id and ud.enabled
      left join identity.project p on p.id = t.project_id
      left join identity.domain pd on pd.id = p.domain_id
      left join identity.domain sd on sd.id = t.domain_id
      where not exists (
          select from identity.user o join identity.domain od on od.id = o.domain_id
          where o.id in (tr.trustor_user_id, tr.trustee_user_id) and not (o.enabled and od.enabled))
        and (t.project_id is null or (p.enabled and pd.enabled)) and (t.domain_id is null or sd.enabled)
    ), held as (
      select a.role_id from identity.user_grant a join token on a.user_id = token.holder_id
      where a.project_id = token.project_id or a.domain_id = token.domain_id or (a.on_system and token.on_system)
      union
      select i.implied_id from identity.role_implies i join held on i.role_id = held.role_id
    ), delegated as (
      select r.role_id from identity.application_credential_role r
      join token on r.application_credential_id = token.application_credential_id
      union
      select r.role_id from identity.trust_role r join token on r.trust_id = token.trust_id
      union
      select i.implied_id from identity.role_implies i join delegated on i.role_id = delegated.role_id
    ), given as (
      select held.role_id from held, token where token.application_credential_id is null and token.trust_id is null
      union
      select role_id from delegated
    )
    select token.*, exists (select from delegated where role_id not in (select role_id from held)) as is_outlived,
    coalesce((
      select json_agg(json_build_object('id', r.id, 'name', r.name) order by r.name)
      from given join identity.role r on r.id = given.role_id
      -- A role of a domain gives what it implies, and is none itself.
      where r.domain_id is null
    ), '[]') as roles, (
      select json_build_object('id', c.id, 'name', c.name, 'unrestricted', c.unrestricted, 'access_rules', coalesce((
        select json_agg(json_build_object('id', a.id, 'service', a.service, 'path', a.path, 'method', a.method))
        from identity.application_credential_access_rule l join identity.access_rule a on a.id = l.access_rule_id
        where l.application_credential_id = c.id), '[]'))
      from identity.application_credential c where c.id = token.application_credential_id
    ) as application_credential, (
      select json_build_object('id', t.id, 'impersonation', t.impersonation, 'trustor_user_id', t.trustor_user_id,
        'trustee_user_id', t.trustee_user_id, 'redelegated_trust_id', t.redelegated_trust_id,
        'redelegation_count', t.redelegation_count)
      from identity.trust t where t.id = token.trust_id
    ) as trust from token`.execute(db)
  const row = rows[0]
  return !row || row.is_outlived || (isScoped(row) && row.roles.length === 0) ? undefined : row
}

/** Whether a token is for a project, a domain or the system, and so is nothing without a role there. */
export const isScoped = (token: TokenRow): boolean =>
  token.project_id !== null || token.domain_id !== null || token.on_system

export interface NewToken {
  hash: Buffer
  /** Whose token it is. */
  userId: string
  /** Who has signed in: somebody else where a trust lets them act as its trustor. */
  signedInId: string
  /** The password hash that the sign-in was checked against. */
  passwordHash: string | null
  /** The token that this one was had for. */
  parentHash: Buffer | undefined
  scope: Scope
  applicationCredentialId: string | undefined
  trustId: string | undefined
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
      where id = ${token.signedInId} and enabled and password_hash is not distinct from ${token.passwordHash}
      -- Waits for a password change under way, which then is seen; one that comes later revokes this token.
      for share
    ),
    parent as (select hash from identity.token where hash = ${token.parentHash ?? null} for share)
    insert into identity.token (hash, user_id, project_id, domain_id, on_system, methods, audit_ids, issued_at, expires_at,
      application_credential_id, trust_id)
    select ${token.hash}, ${token.userId}, ${token.scope.kind === 'project' ? token.scope.projectId : null},
      ${token.scope.kind === 'domain' ? token.scope.domainId : null},
      ${token.scope.kind === 'system'}, ${token.methods}, ${token.auditIds},
      ${token.issuedAt}, ${token.expiresAt}, ${token.applicationCredentialId ?? null}, ${token.trustId ?? null}
    from holder where ${token.parentHash === undefined} or exists (select from parent)
    returning hash`.execute(db)
  return rows.length === 1
}

/** Forgets one token; false when there is none. */
export async function deleteToken(db: Db, hash: Buffer): Promise<boolean> {
  const { numDeletedRows } = await db.deleteFrom('identity.token').where('hash', '=', hash).executeTakeFirst()
  return numDeletedRows === 1n
}

/**
 * Revokes every token of a sign-in: the first one, those that renewed it, and all that were had for one of them, by trust as well. They
 * have the first one's audit id in common.
 */
export async function deleteTokensOfSignIn(db: Db, hash: Buffer): Promise<void> {
  const { rows } = await sql<{ user_id: string; chain: string }>`
    select user_id, audit_ids[cardinality(audit_ids)] as chain from identity.token where hash = ${hash}`.execute(db)
  const token = rows[0]
  if (!token) return
  const remove = () =>
    sql`
    delete from identity.token
    where audit_ids[cardinality(audit_ids)] = ${token.chain} and (user_id = ${token.user_id}
      or trust_id in (select id from identity.trust where trustee_user_id = ${token.user_id}))`.execute(db)
  // Again, for what was had meanwhile: it was not there when the deletion began, which has waited for it.
  while ((await remove()).numAffectedRows) continue
}

/** Revokes every token of a user but those of the sign-in that the token of this hash belongs to. */
export async function deleteTokensBeside(db: Db, userId: string, hash: Buffer): Promise<void> {
  await sql`
    delete from identity.token where user_id = ${userId} and audit_ids[cardinality(audit_ids)] is distinct from (
      select audit_ids[cardinality(audit_ids)] from identity.token where hash = ${hash} and user_id = ${userId})`.execute(
    db,
  )
}

/** Adds to a sign-in that one more method was shown for it. */
export async function addMethod(db: Db, hash: Buffer, method: string): Promise<void> {
  await sql`
    update identity.token t set methods = array_append(t.methods, ${method}) from identity.token one
    where one.hash = ${hash} and t.user_id = one.user_id
      and t.audit_ids[cardinality(t.audit_ids)] = one.audit_ids[cardinality(one.audit_ids)]
      and not ${method} = any(t.methods)`.execute(db)
}

/** Revokes every token of a user. */
export async function deleteTokensOfUser(db: Db, userId: string): Promise<void> {
  await db.deleteFrom('identity.token').where('user_id', '=', userId).execute()
}

/** Revokes every token of a project. */
export async function deleteTokensOfProject(db: Db, projectId: string): Promise<void> {
  await db.deleteFrom('identity.token').where('project_id', '=', projectId).execute()
}

/** Forgets tokens whose time was over at `now`. */
export async function deleteExpiredTokens(db: Db, now: Date): Promise<void> {
  await db.deleteFrom('identity.token').where('expires_at', '<', now).execute()
}
