import type { Clock } from '#platform/clock'
import type { Seal } from '#platform/seal'
import type { Database } from '#platform/db/database'
import type { ServiceType } from '../domain/catalog.ts'
import type { Identity } from '../identity-service.ts'
import type { SignInGuard } from '../sign-in-guard.ts'

/** What the routes of the identity API work with. */
export interface IdentityDeps {
  db: Database
  identity: Identity
  clock: Clock
  guard: SignInGuard
  /** Keeps the secrets of credentials from whoever reads the database. */
  seal: Seal
  /** [token]expiration. */
  tokenSeconds: number
  /** max_limit: how many items a page of a list has at most. */
  maxLimit: number
  /** The services that main mounts, for the catalog. */
  mounted: readonly ServiceType[]
}
