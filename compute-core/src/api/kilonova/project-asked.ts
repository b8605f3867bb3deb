import { z } from 'zod'
import { invalid } from '#platform/errors'
import { asBoolean } from '#platform/service/fields'
import type { ParameterRule } from '#platform/service/query-rule'
import type { RequestContext } from '../route.ts'

/** Says that all projects are meant; for administrators. */
export const allTenants: ParameterRule = {
  value: z.string().refine((text) => text === '' || asBoolean(text) !== undefined, 'It must be 1 or 0.'),
  summary: 'Of all projects: what the caller has asked for, with user_id; what anybody has, for administrators.',
}

/** The project that a list is about, which `rules` allow to see; null for all of them. */
export function projectAsked(
  { query, caller, may, permit }: RequestContext,
  rules: 'kilonova:activity' | 'kilonova:bulk-actions',
): string | null {
  const project = query.one('project_id')
  const all = query.one('all_tenants')
  const isForAll = all !== undefined && asBoolean(all === '' ? '1' : all) === true
  if (isForAll || (project !== undefined && project !== caller.projectId)) {
    // What somebody has asked for they may see wherever it was, also with a token for no project.
    const isOwn = query.one('user_id') === caller.userId && may(`${rules}:own`)
    if (!isOwn) permit(`${rules}:all_projects`)
    return project ?? null
  }
  permit(`${rules}:list`)
  if (caller.projectId === null)
    throw invalid('The token is for no project. Ask with all_tenants=1, or with a token of a project.')
  return caller.projectId
}
