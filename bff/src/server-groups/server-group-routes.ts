import { Hono } from 'hono'
import { z } from 'zod'
import type { BffEnv } from '../request/bff-env.ts'
import { body } from '../request/read-input.ts'
import { listServerGroups } from '../resources/list-server-groups.ts'
import { memberNames, withMemberNames } from './member-names.ts'

const newServerGroup = z.strictObject({
  name: z.string().trim().min(1, 'Give the group a name.').max(255),
  policy: z.enum(['affinity', 'anti-affinity', 'soft-affinity', 'soft-anti-affinity']),
  /** With anti-affinity: how many members one host may have. */
  maxPerHost: z.number().int().min(1).optional(),
})

/** Server groups: list with the names of their members, create, delete. */
export const serverGroupRoutes = new Hono<BffEnv>()
  .get('/', async (c) => {
    const groups = await listServerGroups(c.var.cloud)
    const names = await memberNames(c.var.cloud, groups)
    return c.json({ groups: groups.map((group) => withMemberNames(group, names)) })
  })
  .post('/', body(newServerGroup), async (c) => {
    const { name, policy, maxPerHost } = c.req.valid('json')
    const rules = maxPerHost === undefined ? {} : { rules: { max_server_per_host: maxPerHost } }
    const { server_group: group } = await c.var.cloud.read<{ server_group: { id: string } }>(
      'compute',
      '/os-server-groups',
      { method: 'POST', json: { server_group: { name, policy, ...rules } } },
    )
    return c.json({ id: group.id })
  })
  .delete('/:id', async (c) => {
    const path = `/os-server-groups/${encodeURIComponent(c.req.param('id'))}`
    await c.var.cloud.send('compute', path, { method: 'DELETE' })
    return c.json({})
  })
