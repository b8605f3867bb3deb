import { hostIdOf } from '#domain/server/host-id'
import type { Server } from '#domain/server/server'
import { isoMicros } from '#platform/clock'
import { invalid, notFound } from '#platform/errors'
import type { Fields } from '#platform/microversion/history'
import {
  findAction,
  type InstanceAction,
  type InstanceActionEvent,
  listActions,
  listEvents,
} from '#store/instance-action-queries'
import type { ComputeDeps } from '../compute-deps.ts'
import { limitValue, readTime, timeValue } from '../fields.ts'
import { nextLinks, type Page, pageOf } from '../page.ts'
import type { QueryRule } from '../query-rule.ts'
import { type Ask, route } from '../route.ts'
import { ownServer } from '../servers/find-own-server.ts'
import { instanceActionHistory } from './instance-action-history.ts'

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

function viewEvent(event: InstanceActionEvent, { projectId }: Server, ask: Ask): Fields {
  const seesEvents = ask.may('os_compute_api:os-instance-actions:events')
  return {
    event: event.event,
    start_time: isoMicros(event.startTime),
    finish_time: event.finishTime && isoMicros(event.finishTime),
    result: event.result,
    hostId: hostIdOf(projectId, event.host),
    ...(seesEvents && { host: event.host ?? '', traceback: event.traceback }),
    ...(ask.may('os_compute_api:os-instance-actions:events:details') && { details: event.details }),
  }
}

const at = (ask: Ask, view: Fields) =>
  instanceActionHistory.downgradeView(ask.version, view, {
    seesEvents: ask.may('os_compute_api:os-instance-actions:events'),
  })

/** Before 2.21 what was asked of a deleted server was forgotten with it. */
const findIt = (api: ComputeDeps, ask: Ask, action: 'list' | 'show') =>
  ownServer(api, ask, `os_compute_api:os-instance-actions:${action}`, { withDeleted: ask.since('2.21') })

function timesOf({ query }: Ask) {
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
    async handle(api, ask) {
      const server = await findIt(api, ask, 'list')
      // Before 2.58 the list had no pages.
      const page: Page = ask.since('2.58') ? pageOf(api, ask) : { limit: 100_000, marker: undefined }
      const actions = await listActions(api.db, server.id, { ...page, ...timesOf(ask) })
      const path = `/servers/${server.id}/os-instance-actions`
      const links = nextLinks(ask, { name: 'links', path, page, ids: actions.map(({ requestId }) => requestId) })
      return { body: { instanceActions: actions.map((action) => at(ask, viewAction(action))), ...links } }
    },
  }),
  route('GET /servers/:server/os-instance-actions/:request', {
    async handle(api, ask) {
      const server = await findIt(api, ask, 'show')
      const action = await findAction(api.db, server.id, ask.params['request']!)
      if (!action) throw notFound('Action for request', ask.params['request']!)
      const events = await listEvents(api.db, action.id)
      const view = { ...viewAction(action), events: events.map((event) => viewEvent(event, server, ask)) }
      return { body: { instanceAction: at(ask, view) } }
    },
  }),
]
