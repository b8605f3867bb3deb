import { z } from 'zod'
import type { DomainRow } from '../store/domain-store.ts'
import type { RequestContext } from './route.ts'
import { selfLink, withSelf } from './view-list.ts'

/** A domain as Keystone shows it. */
export const domainView = z.looseObject({
  id: z.string(),
  name: z.string(),
  description: z.string(),
  enabled: z.boolean(),
  tags: z.array(z.string()),
  options: z.record(z.string(), z.unknown()),
  links: selfLink,
})

export type DomainView = z.output<typeof domainView>

/** `row` as Keystone shows it. */
export const viewDomain = (context: RequestContext, { extra, options, ...row }: DomainRow): DomainView =>
  withSelf(context, 'domains', { ...(extra as object), ...row, tags: [], options: options as Record<string, unknown> })
