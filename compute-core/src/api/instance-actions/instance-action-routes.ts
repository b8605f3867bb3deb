import { z } from 'zod'
import { hostIdOf } from '#domain/server/host-id'
import type { Server } from '#domain/server/server'
import { isoMicros } from '#platform/clock'
import { invalid, notFound } from '#platform/errors'
import type { Fields } from '#platform/service/history'
import {
  findAction,
  type InstanceAction,
  type InstanceActionEvent,
  listActions,
  listEvents,
} from '#store/instance-action-queries'
import type { ComputeDeps } from '../compute-deps.ts'
import { limitValue, readTime, timeValue } from '#platform/service/fields'
import { nextLinks, type Page, pageOf } from '#platform/service/page'
import type { QueryRule } from '#platform/service/query-rule'
import { type RequestContext, route } from '../route.ts'
import { ownServer } from '../servers/find-own-server.ts'
import { instanceActionHistory } from './instance-action-history.ts'
import { linksSchema } from '#platform/service/links'
import { briefInstanceActionSchema, instanceActionSchema } from './instance-action-schema.ts'

const listQuery: QueryRule = {
  closedSince: '2.58',
  parameters: {
    limit: { since: '2.58', once: true, value: limitValue },
    marker: { since: '2.58', once: true },
    'changes-since': { since: '2.58', once: true, value: timeValue },
    'changes-before': { since: '2.66', once: true, value: timeValue },
  },
}

const viewAction = (action: InstanceAction): Fields => ({
  action: action.action,
  instance_uuid: action.serverId,
  request_id: action.requestId,
  user_id: action.userId,
  project_id: action.projectId,
  start_time: isoMicros(action.startTime),
  updated_at: isoMicros(action.updatedAt),
  message: action.message,
})

function viewEvent(event: InstanceActionEvent, { projectId }: Server, context: RequestContext): Fields {
  const seesEvents = context.may('os_compute_api:os-instance-actions:events')
  return {
    event: event.event,
    start_time: isoMicros(event.startTime),
    finish_time: event.finishTime && isoMicros(event.finishTime),
    result: event.result,
    hostId: hostIdOf(projectId, event.host),
    ...(seesEvents && { host: event.host ?? '', traceback: event.traceback }),
    ...(context.may('os_compute_api:os-instance-actions:events:details') && { details: event.details }),
  }
}

const at = (context: RequestContext, view: Fields) =>
  instanceActionHistory.downgradeView(context.version, view, {
    seesEvents: context.may('os_compute_api:os-instance-actions:events'),
  })

/** Before 2.21 what was asked of a deleted server was forgotten with it. */
const findIt = (api: ComputeDeps, context: RequestContext, action: 'list' | 'show') =>
  ownServer(api, context, `os_compute_api:os-instance-actions:${action}`, { withDeleted: context.since('2.21') })

function timesOf({ query }: RequestContext) {
  const [changesSince, changesBefore] = ['changes-since', 'changes-before'].map((name) =>
    readTime(query.one(name) ?? ''),
  )
  if (changesSince && changesBefore && changesSince > changesBefore)
    throw invalid('changes-since must not be later than changes-before.', 'changes-since')
  return { changesSince, changesBefore }
}

/** What was asked of a server, and how each went, step by step. */
export const instanceActionRoutes = [
  route('GET /servers/:server/os-instance-actions', {
    query: listQuery,
    response: z.strictObject({ instanceActions: z.array(briefInstanceActionSchema), links: linksSchema.optional() }),
    summary: 'Lists what was asked of a server.',
    async handle(api, context) {
      const server = await findIt(api, context, 'list')
      // Before 2.58 the list had no pages.
      const page: Page = context.since('2.58')
        ? pageOf(context, api.config.max_limit)
        : { limit: 100_000, marker: undefined }
      const actions = await listActions(api.db, server.id, { ...page, ...timesOf(context) })
      const path = `/servers/${server.id}/os-instance-actions`
      const links = nextLinks(context, { name: 'links', path, page, ids: actions.map(({ requestId }) => requestId) })
      return { body: { instanceActions: actions.map((action) => at(context, viewAction(action))), ...links } }
    },
  }),
  route('GET /servers/:server/os-instance-actions/:request', {
    response: z.strictObject({ instanceAction: instanceActionSchema }),
    summary: 'Shows what was asked of a server, step by step.',
    async handle(api, context) {
      const server = await findIt(api, context, 'show')
      const action = await findAction(api.db, server.id, context.params['request']!)
      if (!action) throw notFound('Action for request', context.params['request']!)
      const events = await listEvents(api.db, action.id)
      const view = { ...viewAction(action), events: events.map((event) => viewEvent(event, server, context)) }
      return { body: { instanceAction: at(context, view) } }
    },
  }),
]
