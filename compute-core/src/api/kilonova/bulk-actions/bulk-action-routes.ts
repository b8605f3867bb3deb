import { z } from 'zod'
import { invalid, notFound } from '#platform/errors'
import { writeJob } from '#platform/flow/jobs'
import { newId } from '#platform/ids'
import { readTime, timeValue } from '#platform/service/fields'
import { linksSchema } from '#platform/service/links'
import { nameOf } from '#platform/service/microversion'
import { nextLinks, pageOf, pageParameters } from '#platform/service/page'
import type { QueryRule } from '#platform/service/query-rule'
import { type BulkRunWithCounts, listBulkItems, listBulkRuns } from '#store/bulk-run-queries'
import { insertBulkRun } from '#store/bulk-run-store'
import type { ComputeDeps } from '../../compute-deps.ts'
import { type RequestContext, route, routeWithBody } from '../../route.ts'
import { computeVersions } from '../../versions.ts'
import { allTenants, projectAsked } from '../project-asked.ts'
import { bulkActionSchema, bulkItemSchema, itemOutcomes } from './bulk-action-schema.ts'
import { readBulkAction } from './read-bulk-action.ts'
import { serversFoundBy } from './servers-found-by.ts'
import { viewBulkAction, viewBulkItem } from './view-bulk-action.ts'

const path = '/kilonova/bulk-actions'

const listQuery: QueryRule = {
  parameters: {
    ...pageParameters,
    all_tenants: allTenants,
    project_id: { summary: 'For administrators: of this project.', narrows: 'project_id' },
    user_id: { summary: 'What this user has asked for.', narrows: 'user_id' },
    since: { value: timeValue, summary: 'What was asked then or later, and what is still being sent.' },
  },
}

const itemQuery: QueryRule = {
  parameters: {
    ...pageParameters,
    outcome: { value: z.enum(itemOutcomes), summary: 'The servers that have come to this; may come more than once.' },
  },
}

/** One action asked of many servers: begun, listed, and shown server by server. */
export const bulkActionRoutes = [
  routeWithBody(`POST ${path}`, readBulkAction, {
    rule: 'kilonova:bulk-actions:create',
    success: 202,
    response: z.strictObject({ bulk_action: bulkActionSchema }),
    summary: 'Asks one action of many servers, each as it would be asked alone, and keeps what each has answered.',
    async handle(api, context, { action, body, servers }) {
      const { caller, requestId, version, clientAddress } = context
      if (caller.projectId === null && !caller.systemScope)
        throw invalid('The token is for no project. Ask with a token of a project.')
      const ids = 'query' in servers ? await serversFoundBy(api, context, servers) : servers
      const id = newId<string>()
      const run = {
        id,
        action,
        body,
        requestId,
        userId: caller.userId,
        projectId: caller.projectId,
        applicationCredentialId: caller.delegation?.applicationCredentialId ?? null,
        trustId: caller.delegation?.trustId ?? null,
        clientAddress: clientAddress ?? null,
        version: nameOf(computeVersions, version),
      }
      const job = await api.db.transaction().execute(async (trx) => {
        await insertBulkRun(trx, run, ids)
        // It only gives commands: what they begin waits for its turn.
        const turn = { projectId: caller.projectId ?? '', priority: 'first' } as const
        return writeJob(trx, { flow: 'bulk-run', subjectId: id, params: { runId: id }, requestId, turn })
      })
      api.flows.dispatch(job)
      const [written] = await listBulkRuns(api.db, { projectId: null, id }, { limit: 1 })
      return {
        status: 202,
        body: { bulk_action: viewBulkAction(written!, new Map([[caller.userId, caller.userName]]), caller) },
      }
    },
  }),
  route(`GET ${path}`, {
    query: listQuery,
    response: z.strictObject({ bulk_actions: z.array(bulkActionSchema), bulk_actions_links: linksSchema.optional() }),
    summary: 'Lists actions that were asked of many servers, newest first.',
    async handle(api, context) {
      const page = pageOf(context, api.config.max_limit)
      const filter = {
        projectId: projectAsked(context, 'kilonova:bulk-actions'),
        userId: context.query.one('user_id'),
        since: readTime(context.query.one('since') ?? ''),
      }
      const runs = await listBulkRuns(api.db, filter, page)
      const names = await api.identity.namesOf(
        'user',
        runs.map(({ userId }) => userId),
      )
      const links = nextLinks(context, { name: 'bulk_actions_links', path, page, ids: runs.map(({ id }) => id) })
      return { body: { bulk_actions: runs.map((run) => viewBulkAction(run, names, context.caller)), ...links } }
    },
  }),
  route(`GET ${path}/:run`, {
    query: itemQuery,
    response: z.strictObject({
      bulk_action: bulkActionSchema.extend({ servers: z.array(bulkItemSchema) }),
      servers_links: linksSchema.optional(),
    }),
    summary: 'Shows an action that was asked of many servers, server by server.',
    async handle(api, context) {
      const run = await findOwn(api, context)
      const page = pageOf(context, api.config.max_limit)
      const items = await listBulkItems(api.db, run.id, {
        projectId: context.caller.seesAll ? null : context.caller.projectId,
        outcomes: context.query.has('outcome') ? context.query.all('outcome') : undefined,
        after: positionOf(page.marker),
        limit: page.limit,
      })
      const names = await api.identity.namesOf('user', [run.userId])
      const servers = items.map((item) => viewBulkItem(item, api))
      const ids = items.map(({ position }) => String(position))
      const links = nextLinks(context, { name: 'servers_links', path: `${path}/${run.id}`, page, ids })
      return { body: { bulk_action: { ...viewBulkAction(run, names, context.caller), servers }, ...links } }
    },
  }),
]

/** The run that the address names, when it is the caller's project's; another project's is not found. */
async function findOwn({ db }: ComputeDeps, context: RequestContext): Promise<BulkRunWithCounts> {
  const id = context.params['run']!
  const [run] = await listBulkRuns(db, { projectId: null, id }, { limit: 1 })
  if (!run || (run.projectId !== context.caller.projectId && !context.may('kilonova:bulk-actions:all_projects')))
    throw notFound('Bulk action', id)
  context.permit('kilonova:bulk-actions:list', { projectId: run.projectId })
  return run
}

function positionOf(marker: string | undefined): number | undefined {
  if (marker === undefined) return undefined
  if (!/^\d{1,6}$/.test(marker)) throw invalid(`Marker ${marker} could not be found.`, 'marker')
  return Number(marker)
}
