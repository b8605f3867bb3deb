import type { Caller } from '#platform/http/caller'
import type { ProjectId } from '#platform/ids'

/** Identity's only face to the other rooms. */
export interface IdentityService {
  /** The caller behind a token; undefined for one that is unknown, expired or revoked. */
  authenticate(token: string): Promise<Caller | undefined>
  projectExists(projectId: ProjectId): Promise<boolean>
}
