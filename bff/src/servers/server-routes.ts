import { Hono } from 'hono'
import { z } from 'zod'
import { consoleToken } from '../cloud/console-token.ts'
import type { BffEnv } from '../request/bff-env.ts'
import { Refusal } from '../cloud/refusal.ts'
import { body, query } from '../request/read-input.ts'
import { createOptions } from './create-options.ts'
import { createServers, newServers } from './create-server.ts'
import { executeCommand } from './execute-command.ts'
import { listQuery, listServers } from '../resources/list-servers.ts'
import { serverDiagnostics } from './server-diagnostics.ts'
import { serverInterfaces } from './server-interfaces.ts'
import { serverPage } from './server-page.ts'
import { serverCommand } from '../resources/server-command.ts'

const consoleBody = z.strictObject({ type: z.enum(['novnc', 'serial']).default('novnc') })

const pathOf = (serverId: string) => `/servers/${encodeURIComponent(serverId)}`

/** Servers: the list, the create form, one server's page, and the commands to it. What compute says by itself goes through the pass-through. */
export const serverRoutes = new Hono<BffEnv>()
  .get('/', query(listQuery), async (c) =>
    c.json(await listServers(c.var.cloud, c.req.valid('query'), c.var.session, c.var.scope)),
  )
  .get('/create-options', async (c) => c.json(await createOptions(c.var.cloud, c.var.session)))
  .post('/', body(newServers), async (c) => c.json(await createServers(c.var.cloud, c.req.valid('json')), 202))
  .get('/:id', async (c) => c.json(await serverPage(c.var.cloud, c.req.param('id'), c.var.session)))
  .post('/:id/actions', body(serverCommand), async (c) =>
    c.json(await executeCommand(c.var.cloud, pathOf(c.req.param('id')), c.req.valid('json'))),
  )
  .get('/:id/diagnostics', async (c) =>
    c.json(await serverDiagnostics(c.var.cloud, pathOf(c.req.param('id')), c.var.session)),
  )
  .get('/:id/interfaces', async (c) =>
    c.json({ interfaces: await serverInterfaces(c.var.cloud, c.req.param('id'), pathOf(c.req.param('id'))) }),
  )
  .post('/:id/console', body(consoleBody), async (c) => {
    const { type } = c.req.valid('json')
    const { remote_console: console } = await c.var.cloud.read<{ remote_console: { url: string } }>(
      'compute',
      `${pathOf(c.req.param('id'))}/remote-consoles`,
      { method: 'POST', json: { remote_console: { protocol: type === 'novnc' ? 'vnc' : 'serial', type } } },
    )
    const token = consoleToken(console.url)
    if (!token)
      throw new Refusal({ status: 502, service: 'compute', message: 'Compute returned a console URL without a token.' })
    return c.json({ token })
  })
