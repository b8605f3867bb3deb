import { Hono } from 'hono'
import { z } from 'zod'
import type { BffEnv } from '../bff-env.ts'
import { Refusal } from '../cloud/refusal.ts'
import { body, query } from '../cloud/read-input.ts'
import { isAdmin } from '../session/session.ts'
import { createOptions } from './create-options.ts'
import { createServer, newServer } from './create-server.ts'
import { listQuery, listServers } from './list-servers.ts'
import { serverPage } from './server-page.ts'

const serverActions = {
  start: { 'os-start': null },
  stop: { 'os-stop': null },
  softReboot: { reboot: { type: 'SOFT' } },
  hardReboot: { reboot: { type: 'HARD' } },
} as const

const actionBody = z.strictObject({ action: z.enum(['start', 'stop', 'softReboot', 'hardReboot']) })
const renameBody = z.strictObject({ name: z.string().trim().min(1, 'Give the server a name.').max(255) })
const logQuery = z.object({ lines: z.coerce.number().int().min(1).max(100_000).optional() })

const pathOf = (serverId: string) => `/servers/${encodeURIComponent(serverId)}`

/** Servers: the list, the create form, one server's page, and what can be asked of it. */
export const serverRoutes = new Hono<BffEnv>()
  .get('/', query(listQuery), async (c) =>
    c.json(await listServers(c.var.cloud, c.req.valid('query'), isAdmin(c.var.session))),
  )
  .get('/create-options', async (c) => c.json(await createOptions(c.var.cloud)))
  .post('/', body(newServer), async (c) => c.json(await createServer(c.var.cloud, c.req.valid('json')), 202))
  .get('/:id', async (c) => c.json(await serverPage(c.var.cloud, c.req.param('id'), c.var.session)))
  .patch('/:id', body(renameBody), async (c) => {
    await c.var.cloud.send('compute', pathOf(c.req.param('id')), {
      method: 'PUT',
      json: { server: c.req.valid('json') },
    })
    return c.json({})
  })
  .delete('/:id', async (c) => {
    await c.var.cloud.send('compute', pathOf(c.req.param('id')), { method: 'DELETE' })
    return c.json({})
  })
  .post('/:id/actions', body(actionBody), async (c) => {
    const json = serverActions[c.req.valid('json').action]
    await c.var.cloud.send('compute', `${pathOf(c.req.param('id'))}/action`, { method: 'POST', json })
    return c.json({})
  })
  .get('/:id/log', query(logQuery), async (c) => {
    const { lines } = c.req.valid('query')
    const json = { 'os-getConsoleOutput': lines === undefined ? {} : { length: lines } }
    const path = `${pathOf(c.req.param('id'))}/action`
    return c.json(await c.var.cloud.read<{ output: string }>('compute', path, { method: 'POST', json }))
  })
  .post('/:id/console', async (c) => {
    const { remote_console: console } = await c.var.cloud.read<{ remote_console: { url: string } }>(
      'compute',
      `${pathOf(c.req.param('id'))}/remote-consoles`,
      { method: 'POST', json: { remote_console: { protocol: 'vnc', type: 'novnc' } } },
    )
    const token = new URL(console.url).searchParams.get('token')
    if (!token)
      throw new Refusal({ status: 502, service: 'compute', message: 'Compute gave a console address without a token.' })
    return c.json({ token })
  })
