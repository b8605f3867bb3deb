import type { Db } from '#platform/db/database'
import { accountOf } from '#platform/errors'
import type { ServerId } from '#platform/ids'

/**
 * What everybody is told of `error`, cut to Nova's 255 characters, and what administrators are: its first line is the whole sentence, the
 * rest what happened and where.
 */
function faultOf(error: Error): { code: number; message: string; details: string } {
  const { sentence, detail, status } = accountOf(error)
  return {
    code: status,
    message: sentence.length > 255 ? `${sentence.slice(0, 254)}…` : sentence,
    details: [sentence, detail, error.stack].filter((part) => part !== undefined).join('\n'),
  }
}

/** Forgets the faults of that message: what they say does not hold any more. */
export async function forgetFaults(db: Db, serverId: ServerId, message: string): Promise<void> {
  await db.deleteFrom('compute.server_fault').where('server_id', '=', serverId).where('message', '=', message).execute()
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
