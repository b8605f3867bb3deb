import { z } from 'zod'
import type { ProjectId } from '#platform/ids'
import { recordAction } from '#store/server-action-store'
import { writeLock } from '#store/server-attributes'
import type { ComputeDeps } from '../../compute-deps.ts'
import type { RequestContext } from '../../route.ts'
import type { Server } from '#domain/server/server'
import { serverAction } from './server-action.ts'

const withReason = z.strictObject({ locked_reason: z.string().min(1).max(255).optional() }).nullable()

/** Keeps everybody but administrators from changing a server. */
export const lock = serverAction({
  name: 'lock',
  rule: 'os_compute_api:os-lock-server:lock',
  // Before 2.73 whatever stood there meant nothing.
  body: (context) => (context.since('2.73') ? withReason : z.unknown().transform(() => null)) as typeof withReason,
  async handle(api, context, server, input) {
    const by = server.projectId === context.caller.projectId ? 'owner' : 'admin'
    if (by === 'owner' && server.lockedBy !== null) return { status: 202 }
    await write(api, context, server, { by, reason: input?.locked_reason ?? null })
    return { status: 202 }
  },
})

/** Lets a server go again; an administrator's lock is an administrator's to take off. */
export const unlock = serverAction({
  name: 'unlock',
  rule: 'os_compute_api:os-lock-server:unlock',
  body: z.unknown(),
  async handle(api, context, server) {
    if (server.lockedBy === 'admin') context.permit('os_compute_api:os-lock-server:unlock:unlock_override', server)
    await write(api, context, server, null)
    return { status: 202 }
  },
})

async function write(
  { db }: ComputeDeps,
  context: RequestContext,
  server: Server,
  how: Parameters<typeof writeLock>[2],
) {
  const { requestId, caller } = context
  await db.transaction().execute(async (trx) => {
    await writeLock(trx, server.id, how)
    const by = { userId: caller.userId, projectId: caller.projectId ?? ('' as ProjectId) }
    await recordAction(trx, { server, action: how ? 'lock' : 'unlock', caller: by, requestId })
  })
}
