import type { ProjectId, UserId } from '#platform/ids'

/** Who is asking, as their token says. */
export interface Caller {
  userId: UserId
  userName: string
  domain: { id: string; name: string }
  /** Null for an unscoped or a system-scoped token. */
  projectId: ProjectId | null
  projectName: string | null
  systemScope: boolean
  /** Role names with the implied ones (admin has manager, member and reader). */
  roles: readonly string[]
  /** Has the role admin: Nova's `context_is_admin`. */
  isAdmin: boolean
}

/** Turns an `X-Auth-Token` into its caller; undefined for one that is unknown, expired or revoked. */
export type Authenticate = (token: string) => Promise<Caller | undefined>
