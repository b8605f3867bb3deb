import type { Db } from '#platform/db/database'
import { CloudError, describe, httpStatus } from '#platform/errors'
import type { ServerId } from '#platform/ids'

/** What the client is told of `error`, cut to Nova's 255 characters; the stack is for administrators. */
export function faultOf(error: Error): { code: number; message: string; details: string | null } {
  const known = error instanceof CloudError
  const message = known ? describe(error.failure) : error.message
  return {
    code: known ? httpStatus[error.failure.kind] : 500,
    message: message.length > 255 ? `${message.slice(0, 254)}…` : message,
    // The whole sentence where it had to be cut, and where it came from.
    details: message.length > 255 ? `${message}\n${error.stack ?? ''}` : (error.stack ?? null),
  }
}

/** Records why something asked of a server has failed; the newest is the one that is shown. The same flow's fault is written once. */
export async function recordFault(db: Db, serverId: ServerId, error: Error, requestId: string): Promise<void> {
  const fault = faultOf(error)
  const known = await db
    .selectFrom('compute.server_fault')
    .select('id')
    .where('server_id', '=', serverId)
    .where('request_id', '=', requestId)
    .where('message', '=', fault.message)
    .executeTakeFirst()
  if (known) return
  await db
    .insertInto('compute.server_fault')
    .values({ server_id: serverId, ...fault, request_id: requestId })
    .execute()
}
