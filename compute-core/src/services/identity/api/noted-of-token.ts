import { delegatedOf } from '#platform/audit/audited'
import type { Noted } from '#platform/audit/noted'
import { delegationOf } from '../delegation-of.ts'
import type { TokenRow } from '../store/token-store.ts'

/** Whose token it is that a sign-in has given, for what, and by what they have it; who signed in is noted where that is checked. */
export const notedOf = (token: TokenRow): Noted => ({
  target: { kind: 'user', id: token.user_id, name: token.user_name },
  scope: scopeNameOf(token),
  delegation: delegatedOf(delegationOf(token)),
  ...(token.project_id !== null && { project: { id: token.project_id, name: token.project_name ?? token.project_id } }),
})

const scopeNameOf = ({ project_id, domain_id, on_system }: TokenRow) =>
  project_id !== null ? 'project' : domain_id !== null ? 'domain' : on_system ? 'system' : 'none'
