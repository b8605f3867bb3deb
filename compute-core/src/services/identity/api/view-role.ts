import { z } from 'zod'
import { isDefaultRole } from '../domain/default-roles.ts'
import type { RoleRow } from '../store/role-store.ts'
import type { RequestContext } from './route.ts'
import { selfLink, withSelf } from './view-list.ts'

/** A role as Keystone shows it. */
export const roleView = z.looseObject({
  id: z.string(),
  name: z.string(),
  description: z.string(),
  domain_id: z.string().nullable(),
  options: z.record(z.string(), z.unknown()),
  links: selfLink,
})

export type RoleView = z.output<typeof roleView>

/** `row` as Keystone shows it; the cloud's own roles are immutable. */
export const viewRole = (context: RequestContext, { extra, options, ...row }: RoleRow): RoleView =>
  withSelf(context, 'roles', {
    ...(extra as object),
    ...row,
    options: { ...(options as object), ...(isDefaultRole(row) && { immutable: true }) },
  })
