import { Hono } from 'hono'
import type { BffEnv } from '../bff-env.ts'
import type { CloudClient } from '../cloud/cloud-client.ts'
import { listKeyPairs } from '../key-pairs/list-key-pairs.ts'
import { listServers } from '../servers/list-servers.ts'
import { readQuota } from './quota.ts'

const countedStatuses = ['ACTIVE', 'SHUTOFF', 'BUILD', 'ERROR'] as const

/** The overview page in one answer. */
export const overviewRoutes = new Hono<BffEnv>().get('/', async (c) => {
  const { cloud, session } = c.var
  const [quota, keyPairs, recent, counts] = await Promise.all([
    readQuota(cloud),
    listKeyPairs(cloud),
    listServers(cloud, { sort: 'created_at', direction: 'desc', limit: 5 }, session),
    Promise.all(countedStatuses.map(async (status) => ({ status, servers: await countServers(cloud, status) }))),
  ])
  return c.json({ quota, keyPairs: keyPairs.length, recent: recent.servers, counts })
})

const countServers = async (cloud: CloudClient, status: string): Promise<number> =>
  (await cloud.read<{ servers: unknown[] }>('compute', `/servers?status=${status}&limit=1000`)).servers.length
