import { z } from 'zod'
import type { GroupRow } from '../store/group-store.ts'
import type { RequestContext } from './route.ts'
import { selfLink, withSelf } from './view-list.ts'

/** A group as Keystone shows it. */
export const groupView = z.looseObject({
  id: z.string(),
  name: z.string(),
  domain_id: z.string(),
  description: z.string(),
  links: selfLink,
})

export type GroupView = z.output<typeof groupView>

/** `row` as Keystone shows it. */
export const viewGroup = (context: RequestContext, { extra, ...row }: GroupRow): GroupView =>
  withSelf(context, 'groups', { ...(extra as object), ...row })
