import { z } from 'zod'
import { forbidden, invalid, notFound } from '#platform/errors'
import { readTime } from '#platform/service/fields'
import { listRoles, type RoleRow } from '../store/role-store.ts'
import { id, name, text } from './fields.ts'
import type { IdentityDeps } from './identity-deps.ts'
import type { RequestContext } from './route.ts'

/** Roles in a request, each by its id or its name. */
export const roleRefs = z
  .array(
    z
      .object({ id: id.optional(), name: name(255).optional() })
      .refine((role) => role.id !== undefined || role.name !== undefined, 'Name a role by its id or its name.'),
  )
  .max(100)

/** A time until which something is good. */
export const expiry = text(64).refine((value) => readTime(value) !== undefined, 'It must be an ISO 8601 date and time.')

/** The moment that `value` names, which must be still to come. */
export function futureOf(value: string | null | undefined, now: Date, field: string): Date | null {
  if (value === null || value === undefined) return null
  const time = readTime(value)!
  if (time <= now) throw invalid(`${value} is in the past. Give a time in the future.`, field)
  return time
}

/** The roles of the whole cloud that are asked for, each as its row; a 404 for one that is not there. */
export async function rolesAskedFor(db: IdentityDeps['db'], refs: z.output<typeof roleRefs>): Promise<RoleRow[]> {
  const all = await listRoles(db, null)
  return refs.map((ref) => {
    const found = all.find((role) =>
      ref.id === undefined ? role.name.toLowerCase() === ref.name!.toLowerCase() : role.id === ref.id,
    )
    if (!found) throw notFound('Role', ref.id ?? ref.name!)
    return found
  })
}

/** Refuses to have a token that is limited give out anything to sign in with: that would be good for longer, or for more. */
export function assertUnrestricted({ caller }: RequestContext, what: string): void {
  if (caller.delegation?.isRestricted)
    throw forbidden(
      `A token of a trust, or of an application credential that is restricted, cannot ${what}. Sign in with a password.`,
    )
}

/** Refuses a token of a trust: application credentials are no part of what a trustor entrusts. */
export function assertNoTrust({ caller }: RequestContext, what: string): void {
  if (caller.delegation?.trustId)
    throw forbidden(`A token of a trust cannot ${what}. Sign in as the user with a password.`)
}

/** Refuses a token of an application credential that is restricted. */
export function assertNoRestrictedCredential({ caller: { delegation } }: RequestContext, what: string): void {
  if (delegation?.applicationCredentialId && delegation.isRestricted)
    throw forbidden(`A token of an application credential that is restricted cannot ${what}. Sign in with a password.`)
}
