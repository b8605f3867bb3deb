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

const changes = z.strictObject({
  name: z.string().trim().min(1, 'Give the server a name.').max(255).optional(),
  description: z.string().trim().max(255).nullable().optional(),
  hostname: z.string().trim().min(1, 'Give the server a hostname.').max(255).optional(),
})
const metadataBody = z.strictObject({ metadata: z.record(z.string().min(1).max(255), z.string().max(255)) })
const tagsBody = z.strictObject({ tags: z.array(z.string().min(1).max(60)).max(50) })
const consoleBody = z.strictObject({ type: z.enum(['novnc', 'serial']).default('novnc') })
const logQuery = z.object({ lines: z.coerce.number().int().min(1).max(100_000).optional() })

const pathOf = (serverId: string) => `/servers/${encodeURIComponent(serverId)}`

/** Servers: the list, the create form, one server's page, and the commands to it. */
export const serverRoutes = new Hono<BffEnv>()
  .get('/', query(listQuery), async (c) =>
    c.json(await listServers(c.var.cloud, c.req.valid('query'), c.var.session, c.var.scope)),
  )
  .get('/create-options', async (c) => c.json(await createOptions(c.var.cloud, c.var.session)))
  .post('/', body(newServers), async (c) => c.json(await createServers(c.var.cloud, c.req.valid('json')), 202))
  .get('/:id', async (c) => c.json(await serverPage(c.var.cloud, c.req.param('id'), c.var.session)))
  .patch('/:id', body(changes), async (c) => {
    const json = { server: c.req.valid('json') }
    await c.var.cloud.send('compute', pathOf(c.req.param('id')), { method: 'PUT', json })
    return c.json({})
  })
  .put('/:id/metadata', body(metadataBody), async (c) => {
    const path = `${pathOf(c.req.param('id'))}/metadata`
    await c.var.cloud.send('compute', path, { method: 'PUT', json: c.req.valid('json') })
    return c.json({})
  })
  .put('/:id/tags', body(tagsBody), async (c) => {
    const path = `${pathOf(c.req.param('id'))}/tags`
    await c.var.cloud.send('compute', path, { method: 'PUT', json: c.req.valid('json') })
    return c.json({})
  })
  .post('/:id/actions', body(serverCommand), async (c) =>
    c.json(await executeCommand(c.var.cloud, pathOf(c.req.param('id')), c.req.valid('json'))),
  )
  .get('/:id/diagnostics', async (c) =>
    c.json(await serverDiagnostics(c.var.cloud, pathOf(c.req.param('id')), c.var.session)),
  )
  .get('/:id/interfaces', async (c) =>
    c.json({ interfaces: await serverInterfaces(c.var.cloud, c.req.param('id'), pathOf(c.req.param('id'))) }),
  )
  .get('/:id/log', query(logQuery), async (c) => {
    const { lines } = c.req.valid('query')
    const json = { 'os-getConsoleOutput': lines === undefined ? {} : { length: lines } }
    const path = `${pathOf(c.req.param('id'))}/action`
    return c.json(await c.var.cloud.read<{ output: string }>('compute', path, { method: 'POST', json }))
  })
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
