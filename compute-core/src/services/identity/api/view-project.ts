import { z } from 'zod'
import type { DomainRow } from '../store/domain-store.ts'
import type { ProjectRow } from '../store/project-store.ts'
import type { RequestContext } from './route.ts'
import { selfLink, withSelf } from './view-list.ts'

/** A project as Keystone shows it. */
export const projectView = z.looseObject({
  id: z.string(),
  name: z.string(),
  /** Null for a project that is a domain itself. */
  domain_id: z.string().nullable(),
  parent_id: z.string().nullable(),
  description: z.string(),
  enabled: z.boolean(),
  is_domain: z.boolean(),
  tags: z.array(z.string()),
  options: z.record(z.string(), z.unknown()),
  /** Where they are asked for: what is above it and below it. */
  parents: z.unknown().optional(),
  subtree: z.unknown().optional(),
  links: selfLink,
})

export type ProjectView = z.output<typeof projectView>

/** `row` as Keystone shows it. */
export const viewProject = (context: RequestContext, row: ProjectRow): ProjectView => {
  const { created_at: _, extra, options, ...project } = row
  return withSelf(context, 'projects', {
    ...(extra as object),
    ...project,
    is_domain: false,
    options: options as Record<string, unknown>,
  })
}

/** A domain as the project that it is, too. */
export const viewDomainAsProject = (context: RequestContext, { extra, options, ...domain }: DomainRow): ProjectView =>
  withSelf(context, 'projects', {
    ...(extra as object),
    ...domain,
    domain_id: null,
    parent_id: null,
    is_domain: true,
    tags: [],
    options: options as Record<string, unknown>,
  })
