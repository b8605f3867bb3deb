import type { Caller } from '#platform/http/caller'
import type { Clock } from '#platform/clock'
import type { Database } from '#platform/db/database'
import type { ProjectId, UserId } from '#platform/ids'
import { callerCache } from './domain/caller-cache.ts'
import { hashOfToken } from './domain/token-secret.ts'
import { findProject } from './store/project-store.ts'
import { findToken, type TokenRow } from './store/token-store.ts'

/** Identity's only face to the other rooms. */
export interface IdentityService {
  /** The caller behind a token; undefined for one that is unknown, expired or revoked. */
  authenticate(token: string): Promise<Caller | undefined>
  projectExists(projectId: ProjectId): Promise<boolean>
}

/** Identity as its own API needs it. */
export interface Identity extends IdentityService {
  /** Must follow every change: no token, user, role or grant is remembered past it. */
  forgetCallers(): void
}

/** The identity service on `db`. What is revoked through this process is refused by it at once, by others within two seconds. */
export function identityService({ db, clock }: { db: Database; clock: Clock }): Identity {
  const cache = callerCache()
  return {
    async authenticate(token) {
      const hash = hashOfToken(token)
      const key = hash.toString('base64')
      const hit = cache.find(key, clock.now().getTime())
      if (hit) return hit
      const remember = cache.begin(key)
      const now = clock.now()
      const row = await findToken(db, hash, now)
      if (!row) return undefined
      const caller = asCaller(row)
      remember(caller, now.getTime(), row.expires_at.getTime())
      return caller
    },
    async projectExists(projectId) {
      return !projectId.includes('\0') && (await findProject(db, projectId)) !== undefined
    },
    forgetCallers: () => cache.forget(),
  }
}

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
