import type { Caller } from '#platform/http/caller'
import type { Clock } from '#platform/clock'
import type { Database } from '#platform/db/database'
import type { ProjectId, UserId } from '#platform/ids'
import { readsWholeCloud } from '#platform/service/default-checks'
import type { QueryTest } from '#platform/service/list-query/query-keys'
import { delegationOf } from './delegation-of.ts'
import { callerCache } from './domain/caller-cache.ts'
import { hashOfToken } from './domain/token-secret.ts'
import { type Account, accountNames, accountsNamed, type NamedProject, namedProjects } from './store/account-names.ts'
import { findProject } from './store/project-store.ts'
import { deleteExpiredTokens, findStanding, findToken, type Standing, type TokenRow } from './store/token-store.ts'

export type { NamedProject, Standing }

/** Identity's only face to the other rooms. */
export interface IdentityService {
  /** The caller behind a token; undefined for one that is unknown, expired or revoked. */
  authenticate(token: string): Promise<Caller | undefined>
  projectExists(projectId: ProjectId): Promise<boolean>
  /** The caller whom a token would stand for that somebody had once and has no more; undefined where it would be good no more. */
  callerNow(standing: Standing): Promise<Caller | undefined>
  /** The ids of the projects or users whose name is as any of the tests wants it, in every domain. */
  named(account: Account, tests: readonly QueryTest[]): Promise<readonly string[]>
  /** The names of these projects or users by id. */
  namesOf(account: Account, ids: readonly string[]): Promise<ReadonlyMap<string, string>>
  /** Every project with its name, or this one where there is such. */
  projects(projectId?: string): Promise<readonly NamedProject[]>
  /** Forgets tokens whose time is over; they are refused as it is. */
  forgetExpiredTokens(): Promise<void>
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
    async callerNow(standing) {
      const row = await findStanding(db, standing, clock.now())
      return row && asCaller(row)
    },
    named: (account, tests) => accountsNamed(db, account, tests),
    namesOf: (account, ids) => accountNames(db, account, ids),
    projects: (projectId) => namedProjects(db, projectId),
    forgetExpiredTokens: () => deleteExpiredTokens(db, clock.now()),
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
    projectDomainId: token.project_domain_id,
    systemScope: token.on_system,
    delegation: delegationOf(token),
    ...(token.domain_id !== null && { scopeDomain: { id: token.domain_id, name: token.domain_name! } }),
    roles,
    isAdmin: roles.includes('admin'),
    seesAll: roles.includes('admin') || (token.on_system && readsWholeCloud(roles)),
  }
}
