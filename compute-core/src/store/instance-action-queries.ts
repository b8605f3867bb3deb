import { sql } from 'kysely'
import type { Db } from '#platform/db/database'
import { invalid } from '#platform/errors'
import type { ServerId } from '#platform/ids'

export interface InstanceAction {
  id: number
  serverId: ServerId
  action: string
  requestId: string
  userId: string
  projectId: string
  message: string | null
  startTime: Date
  updatedAt: Date
}

export interface InstanceActionEvent {
  event: string
  startTime: Date
  finishTime: Date | null
  result: 'Success' | 'Error' | null
  details: string | null
  traceback: string | null
  host: string | null
}

export interface ActionPage {
  limit: number
  /** A request id. */
  marker?: string | undefined
  changesSince?: Date | undefined
  changesBefore?: Date | undefined
}

const actions = (db: Db, serverId: ServerId) =>
  db
    .selectFrom('compute.instance_action')
    .select([
      'id',
      'server_id as serverId',
      'action',
      'request_id as requestId',
      'user_id as userId',
      'project_id as projectId',
      'message',
      'start_time as startTime',
      'updated_at as updatedAt',
    ])
    .where('server_id', '=', serverId)
    .$castTo<InstanceAction>()

/** One page of what was asked of a server, newest first; an unknown marker is a 400. */
export async function listActions(db: Db, serverId: ServerId, page: ActionPage): Promise<InstanceAction[]> {
  const marker = page.marker === undefined ? undefined : await findAction(db, serverId, page.marker)
  if (page.marker !== undefined && !marker) throw invalid(`Marker ${page.marker} could not be found.`, 'marker')
  return actions(db, serverId)
    .$if(marker !== undefined, (query) => query.where('id', '<', marker!.id))
    .$if(page.changesSince !== undefined, (query) => query.where('updated_at', '>=', page.changesSince!))
    .$if(page.changesBefore !== undefined, (query) => query.where('updated_at', '<=', page.changesBefore!))
    .orderBy('id', 'desc')
    .limit(page.limit)
    .execute()
}

/** What one request asked of a server. */
export const findAction = (db: Db, serverId: ServerId, requestId: string): Promise<InstanceAction | undefined> =>
  actions(db, serverId).where('request_id', '=', requestId).orderBy('id', 'desc').executeTakeFirst()

/** The steps of an action, in the order in which they began. */
export const listEvents = (db: Db, actionId: number): Promise<InstanceActionEvent[]> =>
  db
    .selectFrom('compute.instance_action_event')
    .select(['event', 'start_time as startTime', 'finish_time as finishTime', 'result', 'details', 'traceback', 'host'])
    .where('action_id', '=', actionId)
    .orderBy(sql`start_time, id`)
    .$castTo<InstanceActionEvent>()
    .execute()
