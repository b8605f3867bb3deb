import { z } from 'zod'
import { equals } from '../domain/list-filter.ts'
import { forbidden } from '#platform/errors'
import { listDomainsOfUser } from '../store/domain-store.ts'
import { holdsRole, rolesOnProjects, rolesOnSystem } from '../store/grant-store.ts'
import { listProjectsOfUser } from '../store/project-store.ts'
import { route } from './route.ts'
import { catalogView } from './view-catalog.ts'
import { catalogOf } from './whole-catalog.ts'
import { domainView, viewDomain } from './view-domain.ts'
import { listOf, viewList } from './view-list.ts'
import { projectView, viewProject } from './view-project.ts'

const withRoles = (what: string) => ({
  value: z.enum(['true', 'false']),
  summary: `With \`true\`, ${what} \`kilonova:roles\`: the names of the roles that a token for it would have.`,
})

const isEnabled = equals('enabled', true)

/** What a caller can reach: the catalog, and the scopes to sign in to. */
export const reachRoutes = [
  route('GET /v3/auth/catalog', {
    rule: 'identity:get_auth_catalog',
    response: listOf('catalog', catalogView.element),
    summary: 'Show the catalog of the token’s scope.',
    async handle(deps, context) {
      const { projectId, scopeDomain, systemScope } = context.caller
      if (projectId === null && !scopeDomain && !systemScope)
        throw forbidden('An unscoped token has no catalog. Sign in to a project or to the system.')
      return { body: viewList(context, 'catalog', await catalogOf(deps, context.links.origin, context.caller)) }
    },
  }),

  route('GET /v3/auth/projects', {
    rule: 'identity:get_auth_projects',
    query: { parameters: { 'kilonova:roles': withRoles('each project has') } },
    response: listOf('projects', projectView.extend({ 'kilonova:roles': z.array(z.string()).optional() })),
    summary: 'List the projects that the caller can sign in to.',
    async handle({ db }, context) {
      const { userId } = context.caller
      const rows = await listProjectsOfUser(db, userId, [isEnabled])
      const roles = context.query.one('kilonova:roles') === 'true' ? await rolesOnProjects(db, userId) : undefined
      const views = rows.map((row) => ({
        ...viewProject(context, row),
        ...(roles && { 'kilonova:roles': roles.get(row.id) ?? [] }),
      }))
      return { body: viewList(context, 'projects', views) }
    },
  }),

  route('GET /v3/auth/domains', {
    rule: 'identity:get_auth_domains',
    response: listOf('domains', domainView),
    summary: 'List the domains on which the caller holds a role.',
    async handle({ db }, context) {
      const views = (await listDomainsOfUser(db, context.caller.userId)).map((row) => viewDomain(context, row))
      return { body: viewList(context, 'domains', views) }
    },
  }),

  route('GET /v3/auth/system', {
    rule: 'identity:get_auth_system',
    query: { parameters: { 'kilonova:roles': withRoles('the system has') } },
    response: listOf(
      'system',
      z.strictObject({ all: z.literal(true), 'kilonova:roles': z.array(z.string()).optional() }),
    ),
    summary: 'Tell whether the caller can sign in to the whole system.',
    async handle({ db }, context) {
      const { userId } = context.caller
      const holds = await holdsRole(db, userId, { kind: 'system' })
      const wantsRoles = holds && context.query.one('kilonova:roles') === 'true'
      const system = { all: true, ...(wantsRoles && { 'kilonova:roles': await rolesOnSystem(db, userId) }) }
      return { body: viewList(context, 'system', holds ? [system] : []) }
    },
  }),
]
