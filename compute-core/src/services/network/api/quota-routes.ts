import { z } from 'zod'
import type { Db } from '#platform/db/database'
import { conflict, notFound } from '#platform/errors'
import { readAs } from '#platform/service/read-as'
import { type QuotaResource, quotaResources, quotas } from '../domain/quotas.ts'
import {
  countOf,
  dropLimits,
  type Limits,
  limitsOf,
  lockUsage,
  projectsWithLimits,
  setLimits,
} from '../store/project-quota.ts'
import { flag, integer } from './fields.ts'
import { type RequestContext, route, type Route, routeWithBody } from './route.ts'

/** The limits of a project. */
const quotaView = z.record(z.enum(quotaResources), z.int())
/** The limits of a project with what is used of them. */
const quotaDetailsView = z.record(
  z.enum(quotaResources),
  z.strictObject({ limit: z.int(), used: z.int(), reserved: z.int() }),
)
/** The limits of a project in the list of those that have their own. */
const listedQuotaView = z.intersection(quotaView, z.object({ project_id: z.string(), tenant_id: z.string() }))

export type QuotaView = z.output<typeof quotaView>
export type QuotaDetailsView = z.output<typeof quotaDetailsView>

const limit = integer(-1, 2_147_483_647)
const changedQuota = z.strictObject({
  quota: z.strictObject({
    ...(Object.fromEntries(quotaResources.map((name) => [name, limit.optional()])) as Record<
      QuotaResource,
      z.ZodOptional<typeof limit>
    >),
    // Refuses a limit that is below what is used already; by itself that is allowed, as in Neutron.
    check_limit: flag.optional(),
    force: flag.optional(),
  }),
})

/** As Neutron does, asks no rule about the quota of one's own project (neutron extensions/quotasv2 `show`). */
function permitQuotaOf({ params, caller, permit }: RequestContext): string {
  const projectId = params['project_id']!
  if (projectId !== caller.projectId) permit('get_quota', { projectId })
  return projectId
}

/** The limits of a project and what it uses of them. */
export const quotaRoutes: readonly Route[] = [
  route('GET /v2.0/quotas', {
    rule: 'get_quota',
    response: z.strictObject({ quotas: z.array(listedQuotaView) }),
    summary: 'Lists the projects with limits of their own.',
    handle: async ({ db }) => ({
      body: {
        quotas: (await projectsWithLimits(db)).map((limits) => ({ ...limits, tenant_id: limits.project_id })),
      },
    }),
  }),
  route('GET /v2.0/quotas/:project_id', {
    response: z.strictObject({ quota: quotaView }),
    summary: 'Shows the limits of a project.',
    handle: async ({ db }, context) => ({ body: { quota: await limitsOf(db, permitQuotaOf(context)) } }),
  }),
  ...(['/default', '/default.json'] as const).map((end) =>
    route(`GET /v2.0/quotas/:project_id${end}`, {
      response: z.strictObject({ quota: quotaView }),
      summary: 'Shows the limits that a project has unless it has its own.',
      async handle(_deps, context) {
        permitQuotaOf(context)
        return { body: { quota: quotas } }
      },
    }),
  ),
  ...(['/details', '/details.json'] as const).map((end) =>
    route(`GET /v2.0/quotas/:project_id${end}`, {
      response: z.strictObject({ quota: quotaDetailsView }),
      summary: 'Shows the limits of a project with what is used of them.',
      async handle({ db }, context) {
        const projectId = permitQuotaOf(context)
        const [limits, used] = [await limitsOf(db, projectId), await usageOf(db, projectId)]
        const details = quotaResources.map((name) => [name, { limit: limits[name], used: used[name], reserved: 0 }])
        return { body: { quota: Object.fromEntries(details) } }
      },
    }),
  ),
  routeWithBody('PUT /v2.0/quotas/:project_id', readAs(changedQuota), {
    rule: 'update_quota',
    response: z.strictObject({ quota: quotaView }),
    summary: 'Gives a project limits of its own; those that are not named stay.',
    async handle({ db }, { params }, { quota }) {
      const projectId = params['project_id']!
      const { check_limit, force, ...limits } = quota
      const isChecked = check_limit === true && force !== true
      await db.transaction().execute(async (tx) => {
        if (isChecked) {
          await lockUsage(tx, projectId)
          refuseBelow(await usageOf(tx, projectId), limits)
        }
        await setLimits(tx, projectId, defined(limits))
      })
      return { body: { quota: await limitsOf(db, projectId) } }
    },
  }),
  route('DELETE /v2.0/quotas/:project_id', {
    rule: 'delete_quota',
    success: 204,
    summary: 'Gives a project the limits of all others again.',
    async handle({ db }, { params }) {
      if (!(await dropLimits(db, params['project_id']!))) throw notFound('TenantQuota', params['project_id']!)
      return { status: 204 }
    },
  }),
]

/** What the project has of everything that is limited. */
async function usageOf(db: Db, projectId: string): Promise<Limits> {
  return {
    ...(Object.fromEntries(quotaResources.map((name) => [name, 0])) as Limits),
    network: await countOf(db, 'network', projectId),
    subnet: await countOf(db, 'subnet', projectId),
    port: await countOf(db, 'port', projectId),
    security_group: 1,
    security_group_rule: 2,
  }
}

function refuseBelow(used: Limits, limits: Partial<Record<QuotaResource, number | undefined>>): void {
  const below = quotaResources.filter((name) => (limits[name] ?? -1) !== -1 && limits[name]! < used[name])
  if (below.length === 0) return
  throw conflict(`More is used than the limit for: ${below.join(', ')}.`, 'Raise the limit, or leave check_limit out.')
}

const defined = (limits: Partial<Record<QuotaResource, number | undefined>>): Partial<Limits> =>
  Object.fromEntries(Object.entries(limits).filter(([, value]) => value !== undefined))
