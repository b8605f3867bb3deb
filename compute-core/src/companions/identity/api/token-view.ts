import { catalogAt, type ServiceType } from '../domain/catalog.ts'
import type { TokenRow } from '../store/token-store.ts'

/** `date` as Keystone writes times: whole seconds with six zeros behind them. */
export const keystoneTime = (date: Date): string => `${date.toISOString().slice(0, 19)}.000000Z`

/** A token as its holder and services see it; the catalog is left out of one without scope, or when not wanted. */
export function showToken(
  token: TokenRow,
  place: { origin: string; mounted: readonly ServiceType[]; catalog: boolean },
) {
  const scoped = token.project_id !== null || token.on_system
  return {
    methods: token.methods,
    user: {
      id: token.user_id,
      name: token.user_name,
      domain: { id: token.user_domain_id, name: token.user_domain_name },
      password_expires_at: null,
    },
    audit_ids: token.audit_ids,
    expires_at: keystoneTime(token.expires_at),
    issued_at: keystoneTime(token.issued_at),
    ...scopeOf(token),
    ...(scoped && { roles: token.roles }),
    ...(scoped && place.catalog && { catalog: catalogAt(place.origin, place.mounted) }),
  }
}

function scopeOf(token: TokenRow) {
  if (token.on_system) return { system: { all: true } }
  if (token.project_id === null) return {}
  return {
    is_domain: false,
    project: {
      id: token.project_id,
      name: token.project_name,
      domain: { id: token.project_domain_id, name: token.project_domain_name },
    },
  }
}
