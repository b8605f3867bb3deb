import { z } from 'zod'
import { projectQuotaKeys, projectQuotaSortKeys } from '#domain/quota/project-quota-keys'
import { notFound } from '#platform/errors'
import { linksSchema } from '#platform/service/links'
import {
  countHeader,
  pageBefore,
  searchParameters,
  termsOf,
  wantsCount,
} from '#platform/service/list-query/list-search'
import { sortOf, sortParameters } from '#platform/service/list-query/list-sort'
import { nextLinks, pageOf, pageParameters } from '#platform/service/page'
import { type ProjectQuota, projectQuotaPage, type QuotaSources } from '#store/project-quota-search'
import { dropQuotaLimits, usersWithLimits } from '#store/quota-store'
import type { ComputeDeps } from '../../compute-deps.ts'
import { limitsOf } from '../../quotas/limits-of.ts'
import { route, routeWithBody } from '../../route.ts'
import { changeQuota } from './change-quota.ts'
import { type ProjectQuotaView, projectQuotaDetailSchema, projectQuotaSchema } from './project-quota-schema.ts'
import { readQuotaChanges } from './read-quota-changes.ts'

const path = '/kilonova/quotas'
const nearestFirst = [{ key: 'nearest', direction: 'desc' }] as const

/** Limits beside use of all that a project is limited in, of servers and of networks: OpenStack tells them project by project and service by service. */
export const projectQuotaRoutes = [
  route(`GET ${path}`, {
    rule: 'kilonova:quotas:list',
    query: {
      parameters: {
        ...pageParameters,
        ...pageBefore,
        ...sortParameters(projectQuotaSortKeys),
        ...searchParameters(projectQuotaKeys),
      },
    },
    response: z.strictObject({ quotas: z.array(projectQuotaSchema), quotas_links: linksSchema.optional() }),
    summary: 'Lists the limits of projects beside what is used of them, the nearest to its limit first.',
    async handle(api, context) {
      const page = pageOf(context, api.config.max_limit)
      const { rows, total } = await projectQuotaPage(api.db, await sourcesOf(api), {
        ...page,
        terms: termsOf(context, projectQuotaKeys),
        order: sortOf(context, nearestFirst),
        isCounted: wantsCount(context),
      })
      const links = nextLinks(context, { name: 'quotas_links', path, page, ids: rows.map(({ id }) => id) })
      return { headers: countHeader(total), body: { quotas: rows.map(viewQuota), ...links } }
    },
  }),
  route(`GET ${path}/:project`, {
    rule: 'kilonova:quotas:show',
    response: z.strictObject({ quota: projectQuotaDetailSchema }),
    summary: 'Shows the limits of a project beside what is used of them, and who in it has limits of their own.',
    async handle(api, { params }) {
      const projectId = params['project']!
      return { body: { quota: await quotaInFull(api, projectId) } }
    },
  }),
  routeWithBody(`PUT ${path}/:project`, readQuotaChanges, {
    rule: 'kilonova:quotas:update',
    response: z.strictObject({ quota: projectQuotaDetailSchema }),
    summary: 'Changes limits of a project in all services, or in none; null is the limit of all projects again.',
    async handle(api, context, { quota }) {
      const projectId = context.params['project']!
      context.permit('os_compute_api:os-quota-sets:update', { projectId })
      if (Object.keys(quota.network).length > 0) api.permitNetwork('update_quota', context.caller, { projectId })
      const [project] = await api.identity.projects(projectId)
      if (!project) throw notFound('Project', projectId)
      context.note({ target: { name: project.name } })
      await changeQuota(api, projectId, quota)
      return { body: { quota: await quotaInFull(api, projectId) } }
    },
  }),
  route(`DELETE ${path}/:project`, {
    rule: 'kilonova:quotas:update',
    success: 204,
    summary:
      'Takes all limits that a project and its users have of their own away, in all services; also what a project that is gone has left.',
    async handle({ db, identity, networks, permitNetwork }, context) {
      const projectId = context.params['project']!
      context.permit('os_compute_api:os-quota-sets:delete', { projectId })
      permitNetwork('delete_quota', context.caller, { projectId })
      const [project] = await identity.projects(projectId)
      if (project) context.note({ target: { name: project.name } })
      // The limits of all projects are kept beside these, under the name of a class.
      else if (projectId.startsWith('class:')) throw notFound('Project', projectId)
      await db.transaction().execute(async (tx) => {
        const hadAny = [await dropQuotaLimits(tx, projectId), await networks.dropLimits(tx, projectId)].includes(true)
        // Limits outlive the project that they were given.
        if (!project && !hadAny) throw notFound('Project', projectId)
      })
      return { status: 204 }
    },
  }),
]

/** What there is to read before the list can be put together, of all projects or of one. */
async function sourcesOf(api: ComputeDeps, projectId?: string): Promise<QuotaSources> {
  const [projects, figures, compute] = await Promise.all([
    api.identity.projects(projectId),
    api.networks.quotaFigures(projectId),
    limitsOf(api, { className: 'default' }),
  ])
  return { projects, figures, defaults: { compute, network: api.networks.defaultLimits }, projectId }
}

async function quotaInFull(api: ComputeDeps, projectId: string) {
  const sources = await sourcesOf(api, projectId)
  // Limits outlive the project that they were given.
  if (sources.projects.length === 0) throw notFound('Project', projectId)
  const [{ rows }, users] = await Promise.all([
    projectQuotaPage(api.db, sources, { terms: [], order: nearestFirst, limit: 1 }),
    usersWithLimits(api.db, projectId),
  ])
  const [quota] = rows
  if (!quota) throw notFound('Project', projectId)
  const ids = users.map(({ userId }) => userId)
  const names = await api.identity.namesOf('user', ids)
  return {
    ...viewQuota(quota),
    users: users.map(({ userId, limits }) => ({ user_id: userId, user_name: names.get(userId) ?? null, limits })),
  }
}

const viewQuota = ({ id, name, domain, nearest, isOwn, compute, network }: ProjectQuota): ProjectQuotaView => ({
  project_id: id,
  project_name: name,
  domain_name: domain,
  nearest,
  is_own: isOwn,
  compute,
  network,
})
