import { z } from 'zod'
import type { UserRow } from '../store/user-store.ts'
import type { RequestContext } from './route.ts'
import { selfLink, withSelf } from './view-list.ts'

/** A user as Keystone shows one; the password never is. */
export const userView = z.looseObject({
  id: z.string(),
  name: z.string(),
  domain_id: z.string(),
  description: z.string(),
  email: z.string().optional(),
  default_project_id: z.string().optional(),
  enabled: z.boolean(),
  password_expires_at: z.null(),
  options: z.record(z.string(), z.unknown()),
  links: selfLink,
})

export type UserView = z.output<typeof userView>

/** `row` as Keystone shows it: without an email address or a default project where it has none. */
export const viewUser = (context: RequestContext, row: UserRow): UserView => {
  const { password_hash: _, created_at: _at, email, default_project_id: projectId, extra, options, ...user } = row
  return withSelf(context, 'users', {
    ...(extra as object),
    ...user,
    ...(email !== null && { email }),
    ...(projectId !== null && { default_project_id: projectId }),
    password_expires_at: null,
    options: options as Record<string, unknown>,
  })
}
