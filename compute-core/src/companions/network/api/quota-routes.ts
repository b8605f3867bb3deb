import type { Caller } from '#platform/http/caller'
import { quotas } from '../domain/quotas.ts'
import type { NetworkApp, NetworkOptions } from './network-app.ts'
import { permitAdmin } from './permissions.ts'
import { countOf } from './write-rows.ts'

/** The limits of a project and what it uses of them, to be read only. */
export function addQuotaRoutes(app: NetworkApp, { db }: NetworkOptions): void {
  app.get('/v2.0/quotas', (c) => {
    permitAdmin(c.get('caller'), 'get_quota')
    return c.json({ quotas: [] }) // nobody has limits of their own
  })
  for (const path of ['/v2.0/quotas/:project', '/v2.0/quotas/:project/default', '/v2.0/quotas/:project/default.json'])
    app.get(path, (c) => {
      refuseStranger(c.get('caller'), c.req.param('project')!)
      return c.json({ quota: quotas })
    })
  for (const path of ['/v2.0/quotas/:project/details', '/v2.0/quotas/:project/details.json'])
    app.get(path, async (c) => {
      const project = c.req.param('project')!
      refuseStranger(c.get('caller'), project)
      const used: Readonly<Record<string, number>> = {
        network: await countOf(db, 'network', project),
        subnet: await countOf(db, 'subnet', project),
        port: await countOf(db, 'port', project),
        security_group: 1,
        security_group_rule: 2,
      }
      const details = Object.entries(quotas).map(([name, limit]) => [
        name,
        { limit, used: used[name] ?? 0, reserved: 0 },
      ])
      return c.json({ quota: Object.fromEntries(details) })
    })
}

function refuseStranger(caller: Caller, projectId: string) {
  if (projectId !== caller.projectId) permitAdmin(caller, 'get_quota')
}
