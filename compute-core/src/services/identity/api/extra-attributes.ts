import { z } from 'zod'
import { invalid } from '#platform/errors'
import { text } from './fields.ts'

/** What a resource shows without anybody having written it; sent back, it changes nothing. */
const shownOnly = new Set(['id', 'links', 'created_at', 'password_expires_at', 'parents', 'subtree'])

/** As much as Keystone's own column takes. */
const longestExtra = 65_535

/** The attributes of `given` that its schema does not know: Keystone keeps them as they come. Too much of them is a 400. */
export function extraOf(schema: { shape: object }, given: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const extra = Object.fromEntries(
    Object.entries(given).filter(([key]) => !Object.hasOwn(schema.shape, key) && !shownOnly.has(key)),
  )
  if (JSON.stringify(extra).length > longestExtra)
    throw invalid(`Additional attributes may have ${longestExtra} characters in all. Leave some out.`)
  return extra
}

const flag = z.boolean().nullable().optional()

/** The options of a project, domain or role; null takes one back. */
export const resourceOptions = z.strictObject({ immutable: flag })

const unique = <T>(items: readonly T[]) => new Set(items.map((item) => JSON.stringify(item))).size === items.length
const twice = 'It must not name the same twice.'

/** The options of a user. Passwords never expire and nobody is disabled for being away: users are exempt from that as it is. */
export const userOptions = z.strictObject({
  ignore_change_password_upon_first_use: flag,
  ignore_password_expiry: flag,
  ignore_lockout_failure_attempts: flag,
  ignore_user_inactivity: flag,
  lock_password: flag,
  multi_factor_auth_enabled: flag,
  /** Methods that are wanted together, one list a rule, of which any will do. */
  multi_factor_auth_rules: z
    .array(z.array(text(255)).min(1).max(100).refine(unique, twice))
    .max(100)
    .refine(unique, twice)
    .nullable()
    .optional(),
})
