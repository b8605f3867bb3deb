import { Hono } from 'hono'
import { z } from 'zod'
import type { BffEnv } from '../bff-env.ts'
import { body } from '../cloud/read-input.ts'
import type { ComputeServer } from '../cloud/compute-answers.ts'
import type { CloudClient } from '../cloud/cloud-client.ts'
import { listServerGroups } from './list-server-groups.ts'

const newServerGroup = z.strictObject({
  name: z.string().trim().min(1, 'Give the group a name.').max(255),
  policy: z.enum(['affinity', 'anti-affinity', 'soft-affinity', 'soft-anti-affinity']),
  /** With anti-affinity: how many members one host may have. */
  maxPerHost: z.number().int().min(1).optional(),
})

/** Server groups: list with the names of their members, create, delete. */
export const serverGroupRoutes = new Hono<BffEnv>()
  .get('/', async (c) => {
    const [groups, names] = await Promise.all([listServerGroups(c.var.cloud), serverNames(c.var.cloud)])
    return c.json({
      groups: groups.map(({ memberIds, ...group }) => ({
        ...group,
        members: memberIds.map((id) => ({ id, name: names.get(id) ?? id })),
      })),
    })
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

/** Names by id. */
async function serverNames(cloud: CloudClient): Promise<Map<string, string>> {
  const { servers } = await cloud.read<{ servers: Pick<ComputeServer, 'id' | 'name'>[] }>(
    'compute',
    '/servers?limit=1000',
  )
  return new Map(servers.map(({ id, name }) => [id, name]))
}
