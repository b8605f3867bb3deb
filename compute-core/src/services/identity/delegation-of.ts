import type { Delegation } from '#platform/http/caller'
import type { TokenRow } from './store/token-store.ts'

/** By what somebody has a token that is not simply their own; undefined for one that is. */
export const delegationOf = ({ application_credential: credential, trust }: TokenRow): Delegation | undefined =>
  credential || trust
    ? {
        applicationCredentialId: credential?.id ?? null,
        trustId: trust?.id ?? null,
        trusteeId: trust?.trustee_user_id ?? null,
        isRestricted: trust !== null || credential?.unrestricted === false,
        accessRules: credential?.access_rules ?? [],
      }
    : undefined
