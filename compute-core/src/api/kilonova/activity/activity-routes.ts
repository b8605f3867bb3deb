import { z } from 'zod'
import { activityKeys } from '#domain/server/activity-keys'
import { hostIdOf } from '#domain/server/host-id'
import { invalid } from '#platform/errors'
import { readTime, timeValue } from '#platform/service/fields'
import {
  countHeader,
  pageBefore,
  searchParameters,
  termsOf,
  wantsCount,
} from '#platform/service/list-query/list-search'
import { linksSchema } from '#platform/service/links'
import { nextLinks, pageOf, pageParameters } from '#platform/service/page'
import type { QueryRule } from '#platform/service/query-rule'
import {
  type Activity,
  type ActivityFilter,
  type ActivityOutcome,
  countActivity,
  listActivity,
} from '#store/activity-queries'
import type { ComputeDeps } from '../../compute-deps.ts'
import { type RequestContext, route } from '../../route.ts'
import { namedIn } from '../../servers/server-search.ts'
import { allTenants, projectAsked } from '../project-asked.ts'
import { type ActivityStepView, activitySchema, type ActivityView } from './activity-schema.ts'

const outcomes = ['running', 'done', 'failed'] as const

const listQuery: QueryRule = {
  parameters: {
    ...pageParameters,
    ...pageBefore,
    ...searchParameters(activityKeys),
    all_tenants: allTenants,
    project_id: { summary: 'For administrators: of this project.', narrows: 'project_id' },
    user_id: { summary: 'What this user has asked for.', narrows: 'user_id' },
    action: { summary: 'The name of the action, as `reboot`.', narrows: 'action' },
    outcome: { value: z.enum(outcomes), summary: 'How it has ended, or that it has not.', narrows: 'outcome' },
    server_id: { summary: 'What was asked of this server, also of one that is deleted.', narrows: 'server_id' },
    request_id: { summary: 'What this request has asked for.', narrows: 'request_id' },
    bulk_action_id: { summary: 'What is a part of this action on many servers; `none` for what is a part of none.' },
    since: { value: timeValue, summary: 'What began then or later.' },
    before: { value: timeValue, summary: 'What began before.' },
  },
}

async function filterOf(api: ComputeDeps, context: RequestContext): Promise<ActivityFilter> {
  const { query } = context
  const [since, before] = ['since', 'before'].map((name) => readTime(query.one(name) ?? ''))
  if (since && before && since > before) throw invalid('since must not be later than before.', 'since')
  const projectId = projectAsked(context, 'kilonova:activity')
  const terms = termsOf(context, activityKeys, context.may('kilonova:activity:all_projects'))
  return {
    projectId,
    terms,
    named: await namedIn(api, context, terms),
    userId: query.one('user_id'),
    action: query.one('action'),
    outcome: query.one('outcome') as ActivityOutcome | undefined,
    serverId: query.one('server_id'),
    requestId: query.one('request_id'),
    bulkRunId: query.one('bulk_action_id') === 'none' ? null : query.one('bulk_action_id'),
    since,
    before,
  }
}

/** What was asked of the servers of a project, or of all, and how each went, step by step. */
export const activityRoutes = [
  route('GET /kilonova/activity', {
    query: listQuery,
    response: z.strictObject({ activity: z.array(activitySchema), activity_links: linksSchema.optional() }),
    summary: 'Lists what was asked of servers, newest first, with its steps.',
    async handle(api, context) {
      const page = pageOf(context, api.config.max_limit)
      const filter = await filterOf(api, context)
      const [list, total] = await Promise.all([
        listActivity(api.db, filter, page),
        wantsCount(context) ? countActivity(api.db, filter) : undefined,
      ])
      const [userNames, projectNames] = await Promise.all([
        api.identity.namesOf(
          'user',
          list.map(({ userId }) => userId),
        ),
        api.identity.namesOf(
          'project',
          list.map(({ projectId }) => projectId),
        ),
      ])
      const ids = list.map(({ id }) => id)
      const links = nextLinks(context, { name: 'activity_links', path: '/kilonova/activity', page, ids })
      return {
        headers: countHeader(total),
        body: { activity: list.map((one) => viewActivity(one, { api, context, userNames, projectNames })), ...links },
      }
    },
  }),
]

interface Viewing {
  api: Pick<ComputeDeps, 'stepsOf'>
  context: RequestContext
  userNames: ReadonlyMap<string, string>
  projectNames: ReadonlyMap<string, string>
}

function viewActivity(one: Activity, { api, context, userNames, projectNames }: Viewing): ActivityView {
  return {
    id: one.id,
    action: one.action,
    request_id: one.requestId,
    user_id: one.userId,
    user_name: userNames.get(one.userId) ?? null,
    project_id: one.projectId,
    project_name: projectNames.get(one.projectId) ?? null,
    server_id: one.serverId,
    server_name: one.serverName,
    server_deleted: one.isDeleted,
    bulk_action_id: one.bulkRunId,
    start_time: one.startTime.toISOString(),
    finish_time: one.outcome === 'running' ? null : one.updatedAt.toISOString(),
    outcome: one.outcome,
    message: one.outcome === 'failed' ? (one.fault ?? 'It failed.') : null,
    steps: (one.steps ?? []).map((step) => viewStep(step, one, context)),
    steps_total: one.flow === null ? null : api.stepsOf(one.flow).length,
  }
}

/** As os-instance-actions shows a step: hosts, details and tracebacks are for whom the operator says. */
function viewStep(
  step: NonNullable<Activity['steps']>[number],
  { projectId }: Activity,
  context: RequestContext,
): ActivityStepView {
  return {
    event: step.event,
    start_time: new Date(step.start_time).toISOString(),
    finish_time: step.finish_time === null ? null : new Date(step.finish_time).toISOString(),
    result: step.result,
    hostId: hostIdOf(projectId, step.host),
    ...(context.may('os_compute_api:os-instance-actions:events') && {
      host: step.host ?? '',
      traceback: step.traceback,
    }),
    ...(context.may('os_compute_api:os-instance-actions:events:details') && { details: step.details }),
  }
}
