import type { ProjectId, UserId } from '#platform/ids'

/** What a token is good for that somebody else, or an application, was given. */
export interface Delegation {
  applicationCredentialId: string | null
  trustId: string | null
  /** Who was trusted: the caller may go by the name of the one who trusts. */
  trusteeId: string | null
  /** It may not give others, or itself, anything to sign in with. */
  isRestricted: boolean
  /** The only requests that it is good for, where there are any. */
  accessRules: readonly AccessRule[]
}

/** A request that an application credential is good for: one of a method to the paths of a service that match. */
export interface AccessRule {
  service: string
  method: string
  path: string
}

/** Who is asking, as their token says. */
export interface Caller {
  userId: UserId
  userName: string
  domain: { id: string; name: string }
  /** Null for an unscoped or a system-scoped token. */
  projectId: ProjectId | null
  projectName: string | null
  /** The domain of the token's project; null without one. */
  projectDomainId: string | null
  systemScope: boolean
  /** The domain that the token is for; none for one of a project, the system or nothing. */
  scopeDomain?: { id: string; name: string } | undefined
  /** Set for a token that was had for an application credential, a trust or both: what the caller may not do by it. */
  delegation?: Delegation | undefined
  /** Role names with the implied ones (admin has manager, member and reader). */
  roles: readonly string[]
  /** Has the role admin: Nova's `context_is_admin`. */
  isAdmin: boolean
  /** Sees what is of every project: an administrator, and whoever has the role reader on the system. */
  seesAll: boolean
}

/** Turns an `X-Auth-Token` into its caller; undefined for one that is unknown, expired or revoked. */
export type Authenticate = (token: string) => Promise<Caller | undefined>
