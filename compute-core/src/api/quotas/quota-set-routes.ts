import { z } from 'zod'
import { type QuotaLimits, type QuotaResource, quotaResources } from '#domain/quota/quota'
import type { Db } from '#platform/db/database'
import { invalid } from '#platform/errors'
import type { Fields } from '#platform/service/history'
import type { ProjectId } from '#platform/ids'
import { dropQuotaLimits, givenToOthers, lockUsage, saveQuotaLimits, serverUsage } from '#store/quota-store'
import { countServerGroups, lockServerGroups } from '#store/server-group-store'
import type { ComputeDeps } from '../compute-deps.ts'
import { booleanField, integerField } from '#platform/service/fields'
import type { QueryRule } from '#platform/service/query-rule'
import { described, parseBody } from '#platform/service/read-as'
import { type RequestContext, route, routeWithBody } from '../route.ts'
import { defaultLimits, limitsOf } from './limits-of.ts'
import { assertKnownAt, keptResources, quotaSetHistory } from './quota-history.ts'
import { limitsOnlySchema, namedLimitsSchema, quotaDetailSchema } from './quota-schema.ts'

const ofUser: QueryRule = { closedSince: '2.75', parameters: { user_id: {} } }
const limit = integerField(-1).optional()
const limitFields = Object.fromEntries(quotaResources.map((name) => [name, limit])) as Record<
  QuotaResource,
  typeof limit
>
const setBody = z.strictObject({ quota_set: z.strictObject({ ...limitFields, force: booleanField.optional() }) })

function readSet(body: unknown, context: RequestContext) {
  const { force = false, ...asked } = parseBody(setBody, body, context.legacy).quota_set
  assertKnownAt('set', context.version, Object.keys(asked))
  return { force, limits: givenOf(asked) }
}

/** The limits that are said. */
export const givenOf = (asked: Partial<Record<QuotaResource, number | undefined>>) =>
  Object.fromEntries(Object.entries(asked).filter(([, value]) => typeof value === 'number')) as Partial<
    Record<QuotaResource, number>
  >

/** A quota as this version shows it; `each` makes what stands under a resource's name. */
function viewQuota(context: RequestContext, each: (resource: QuotaResource) => unknown, id?: string): Fields {
  const entries = quotaResources.map((name) => [name, each(name)] as const)
  const newest = entries.filter(([name]) => !keptResources.includes(name))
  const view = { ...(id !== undefined && { id }), ...Object.fromEntries(newest), kept: Object.fromEntries(entries) }
  const { kept: _kept, ...shown } = quotaSetHistory.downgradeView(context.version, view, undefined)
  return shown
}

interface Scope {
  projectId: string
  userId: string | undefined
}

const scopeOf = ({ params, query }: RequestContext): Scope => ({
  projectId: params['project']!,
  userId: query.one('user_id'),
})

async function assertProject({ identity }: ComputeDeps, { caller }: RequestContext, projectId: string): Promise<void> {
  if (projectId === caller.projectId || (await identity.projectExists(projectId as ProjectId))) return
  throw invalid(`Project ID ${projectId} is not a valid project.`, 'project_id')
}

/** Tells the audit whose limits they are: it is read by names. */
async function noteProject({ identity }: ComputeDeps, context: RequestContext, projectId: string): Promise<void> {
  const name = (await identity.namesOf('project', [projectId as ProjectId])).get(projectId as ProjectId) ?? null
  context.note({ target: { name } })
}

/** The limits as this transaction sees them. */
type Read = Pick<ComputeDeps, 'config'> & { db: Db }

/** What is used of each resource that can be counted. */
async function usageOf({ db }: Read, { projectId, userId }: Scope) {
  const servers = await serverUsage(db, projectId, userId)
  const server_groups = await countServerGroups(db, projectId, userId)
  const used: Partial<Record<QuotaResource, number>> = { ...servers, server_groups }
  return (resource: QuotaResource) => used[resource] ?? 0
}

/** Without force a limit stays at or above what is used or given on, and a user's at or below what the project has left. */
async function assertRoom(api: Read, context: RequestContext, limits: Partial<QuotaLimits>): Promise<void> {
  const scope = scopeOf(context)
  await lockUsage(api.db, scope.projectId)
  await lockServerGroups(api.db, scope.projectId)
  const [inUse, project, given] = [
    await usageOf(api, scope),
    await limitsOf(api, { projectId: scope.projectId }),
    await givenToOthers(api.db, scope.projectId, scope.userId),
  ]
  for (const [name, value] of Object.entries(limits) as [QuotaResource, number][]) {
    const toOthers = given[name] ?? 0
    if (scope.userId === undefined) assertAtLeast(name, value, { used: inUse(name), given: toOthers })
    else {
      assertAtLeast(name, value, { used: inUse(name), given: 0 })
      assertAtMost(name, value, project[name] < 0 ? Infinity : project[name] - toOthers)
    }
  }
}

function assertAtLeast(name: QuotaResource, value: number, { used, given }: { used: number; given: number }): void {
  if (value < 0) return
  if (value < used)
    throw invalid(`Quota limit ${value} for ${name} must be at least what is used: ${used}. Or send force.`, name)
  if (value < given)
    throw invalid(
      `Quota limit ${value} for ${name} must be at least what users were given: ${given}. Or send force.`,
      name,
    )
}

function assertAtMost(name: QuotaResource, value: number, left: number): void {
  if ((value < 0 ? Infinity : value) > left)
    throw invalid(
      `Quota limit ${value} for ${name} must be at most what the project has left: ${left}. Or send force.`,
      name,
    )
}

/** How much a project may have of everything. */
export const quotaSetRoutes = [
  route('GET /os-quota-sets/:project', {
    query: ofUser,
    response: z.strictObject({ quota_set: namedLimitsSchema }),
    summary: 'Shows the limits of a project.',
    async handle(api, context) {
      const scope = scopeOf(context)
      context.permit('os_compute_api:os-quota-sets:show', { projectId: scope.projectId })
      await assertProject(api, context, scope.projectId)
      const limits = await limitsOf(api, scope)
      return { body: { quota_set: viewQuota(context, (name) => limits[name], scope.projectId) } }
    },
  }),
  route('GET /os-quota-sets/:project/detail', {
    query: ofUser,
    response: z.strictObject({ quota_set: quotaDetailSchema }),
    summary: 'Shows the limits of a project and how much of each is used.',
    async handle(api, context) {
      const scope = scopeOf(context)
      context.permit('os_compute_api:os-quota-sets:detail', { projectId: scope.projectId })
      await assertProject(api, context, scope.projectId)
      const [limits, inUse] = await Promise.all([limitsOf(api, scope), usageOf(api, scope)])
      const each = (name: QuotaResource) => ({ in_use: inUse(name), limit: limits[name], reserved: 0 })
      return { body: { quota_set: viewQuota(context, each, scope.projectId) } }
    },
  }),
  route('GET /os-quota-sets/:project/defaults', {
    rule: 'os_compute_api:os-quota-sets:defaults',
    query: { alsoAllowed: /./ },
    response: z.strictObject({ quota_set: namedLimitsSchema }),
    summary: 'Shows the limits of projects that have none of their own.',
    async handle(api, context) {
      const { projectId } = scopeOf(context)
      await assertProject(api, context, projectId)
      const limits = await limitsOf(api, { className: 'default' })
      return {
        body: { quota_set: viewQuota(context, (name) => limits[name] ?? defaultLimits(api.config)[name], projectId) },
      }
    },
  }),
  routeWithBody('PUT /os-quota-sets/:project', described(setBody, readSet), {
    rule: 'os_compute_api:os-quota-sets:update',
    query: ofUser,
    response: z.strictObject({ quota_set: limitsOnlySchema }),
    summary: 'Changes the limits of a project.',
    async handle(api, context, { force, limits }) {
      const scope = scopeOf(context)
      await assertProject(api, context, scope.projectId)
      await noteProject(api, context, scope.projectId)
      await api.db.transaction().execute(async (db) => {
        if (!force) await assertRoom({ ...api, db }, context, limits)
        await saveQuotaLimits(db, scope.projectId, scope.userId ?? '', limits)
      })
      const now = await limitsOf(api, scope)
      return { body: { quota_set: viewQuota(context, (name) => now[name]) } }
    },
  }),
  route('DELETE /os-quota-sets/:project', {
    rule: 'os_compute_api:os-quota-sets:delete',
    query: ofUser,
    success: 202,
    summary: 'Takes a project back to the limits of all projects.',
    async handle(api, context) {
      const { projectId, userId } = scopeOf(context)
      await noteProject(api, context, projectId)
      await dropQuotaLimits(api.db, projectId, userId)
      return { status: 202 }
    },
  }),
]
