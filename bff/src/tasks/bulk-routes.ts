import type { BulkActionView } from '@kilonova/compute-core/api/kilonova/bulk-actions/bulk-action-schema'
import { Hono } from 'hono'
import { z } from 'zod'
import { Refusal } from '../cloud/refusal.ts'
import type { BffEnv } from '../request/bff-env.ts'
import { body } from '../request/read-input.ts'
import { requestFor, serverCommand, type ServerCommand } from '../resources/server-command.ts'

const bulkBody = z.strictObject({
  command: serverCommand,
  servers: z.array(z.string()).min(1).max(5_000).optional(),
  /** What finds them: all servers of the project, or for administrators of all projects, that match. */
  q: z.string().max(4_000).optional(),
})

/** One command to many servers: compute carries it out, whoever looks on. What has become of it is asked through the pass-through. */
export const bulkRoutes = new Hono<BffEnv>().post('/', body(bulkBody), async (c) => {
  const { command, servers, q } = c.req.valid('json')
  const isForAll = q !== undefined && c.var.scope === 'admin'
  const json = {
    action: actionOf(command),
    ...(servers && { servers }),
    ...(q !== undefined && { query: q }),
    ...(isForAll && { all_tenants: true }),
  }
  const { bulk_action: run } = await c.var.cloud.read<{ bulk_action: BulkActionView }>(
    'compute',
    '/kilonova/bulk-actions',
    { method: 'POST', json },
  )
  return c.json({ id: run.id, servers: run.counts.total }, 202)
})

/** The command as a bulk run takes it. */
function actionOf(command: ServerCommand): unknown {
  const { path, request } = requestFor(command)
  if (command.action === 'delete') return 'delete'
  if (path === '/action') return request.json
  throw new Refusal({ status: 400, service: 'dashboard', message: 'This is done to one server at a time.' })
}
