import type { ActivityDayView } from '@kilonova/compute-core/api/kilonova/activity/activity-count-schema'
import type { ActivityView } from '@kilonova/compute-core/api/kilonova/activity/activity-schema'
import type { AttentionListView } from '@kilonova/compute-core/api/kilonova/attention/attention-schema'
import type { OverviewView } from '@kilonova/compute-core/api/kilonova/overview/overview-schema'
import type { ServerCountsView } from '@kilonova/compute-core/api/kilonova/server-counts/server-count-schema'
import { Hono } from 'hono'
import type { CloudClient, ServiceName } from '../cloud/cloud-client.ts'
import { Refusal, type RefusalBody } from '../cloud/refusal.ts'
import type { BffEnv } from '../request/bff-env.ts'
import { query } from '../request/read-input.ts'
import { readCounted } from '../resources/read-pages.ts'
import { homeQuery } from './home-query.ts'
import { part } from './part.ts'

const days = 7
const mostActions = 5
const mostFailures = 8
const dayMs = 24 * 3_600_000

/** What each service is asked to see whether it answers: something short that it reads from the database. */
const signsOfLife = {
  identity: '/regions',
  image: '/images?limit=1',
  network: '/networks?limit=1',
  placement: '/resource_classes',
} as const satisfies Partial<Record<ServiceName, string>>

/** Everything that the home of administrators shows, in one response. What a service cannot say is missing by itself, with the reason. */
export const cloudHomeRoutes = new Hono<BffEnv>().get('/', query(homeQuery), async (c) => {
  const { cloud, scope } = c.var
  if (scope !== 'admin')
    throw new Refusal({ status: 404, service: 'dashboard', message: 'This page is about the whole cloud.' })
  const timeZone = encodeURIComponent(c.req.valid('query').timeZone)
  const read = <Name extends string, Value>(path: string, name: Name) =>
    part(cloud.read<Record<Name, Value>>('compute', path).then((body) => body[name]))
  const since = new Date(Date.now() - dayMs).toISOString()
  const [overview, attention, servers, activity, running, failures, services] = await Promise.all([
    read<'overview', OverviewView>('/kilonova/overview', 'overview'),
    read<'attention', AttentionListView>('/kilonova/attention?all_tenants=true', 'attention'),
    read<'server_counts', ServerCountsView>('/kilonova/server-counts?all_tenants=true', 'server_counts'),
    read<'activity_counts', ActivityDayView[]>(
      `/kilonova/activity-counts?all_tenants=1&days=${days}&time_zone=${timeZone}`,
      'activity_counts',
    ),
    part(readActivity(cloud, 'outcome=running', mostActions)),
    part(readActivity(cloud, `outcome=failed&since=${since}`, mostFailures)),
    Promise.all(Object.entries(signsOfLife).map(([name, path]) => signOfLife(cloud, name as ServiceName, path))),
  ])
  return c.json({ overview, attention, servers, activity, running, failures, services })
})

/** The newest actions of all projects, and how many there are. */
async function readActivity(cloud: CloudClient, which: string, most: number) {
  const path = `/kilonova/activity?all_tenants=1&${which}&kilonova:count=true&limit=${most}`
  const { body, total } = await readCounted<{ activity: ActivityView[] }>(cloud, 'compute', path)
  return { total, actions: body.activity }
}

/** Whether a service answers, and what it says where it does not. */
async function signOfLife(
  cloud: CloudClient,
  service: ServiceName,
  path: string,
): Promise<{ service: ServiceName; error: RefusalBody | null }> {
  const { error } = await part(cloud.read(service, path))
  return { service, error }
}
