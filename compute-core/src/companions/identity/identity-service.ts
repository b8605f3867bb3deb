import type { Caller } from '#platform/http/caller'
import type { Clock } from '#platform/clock'
import type { Database } from '#platform/db/database'
import type { ProjectId, UserId } from '#platform/ids'
import { hashOfToken } from './domain/token-secret.ts'
import { findProject } from './store/project-store.ts'
import { findToken, type TokenRow } from './store/token-store.ts'

/** Identity's only face to the other rooms. */
export interface IdentityService {
  /** The caller behind a token; undefined for one that is unknown, expired or revoked. */
  authenticate(token: string): Promise<Caller | undefined>
  projectExists(projectId: ProjectId): Promise<boolean>
}

/** The identity service on `db`. Nothing is cached: a token revoked anywhere is refused everywhere at once. */
export const identityService = ({ db, clock }: { db: Database; clock: Clock }): IdentityService => ({
  async authenticate(token) {
    const row = await findToken(db, hashOfToken(token), clock.now())
    return row && asCaller(row)
  },
  async projectExists(projectId) {
    return !projectId.includes('\0') && (await findProject(db, projectId)) !== undefined
  },
})

function asCaller(token: TokenRow): Caller {
  const roles = token.roles.map((role) => role.name)
  return {
    userId: token.user_id as UserId,
    userName: token.user_name,
    domain: { id: token.user_domain_id, name: token.user_domain_name },
    projectId: token.project_id as ProjectId | null,
    projectName: token.project_name,
    systemScope: token.on_system,
    roles,
    isAdmin: roles.includes('admin'),
  }
}
