import type { ActivityDayView } from '@kilonova/compute-core/api/kilonova/activity/activity-count-schema'
import type { ActivityView } from '@kilonova/compute-core/api/kilonova/activity/activity-schema'
import type { AttentionListView } from '@kilonova/compute-core/api/kilonova/attention/attention-schema'
import type { ProjectMetricsView } from '@kilonova/compute-core/api/kilonova/metrics/metrics-schema'
import type { ServerCountsView } from '@kilonova/compute-core/api/kilonova/server-counts/server-count-schema'
import type { ImageView } from '@kilonova/compute-core/services/image/api/image-view'
import { offeredTo } from '@kilonova/compute-core/services/image/domain/image-keys'
import { Hono } from 'hono'
import type { CloudClient } from '../cloud/cloud-client.ts'
import { Refusal } from '../cloud/refusal.ts'
import type { BffEnv } from '../request/bff-env.ts'
import { query } from '../request/read-input.ts'
import { isAdmin, type Session } from '../request/session.ts'
import { readCounted } from '../resources/read-pages.ts'
import { homeQuery } from './home-query.ts'
import { part } from './part.ts'
import { computeQuota, imageQuota, networkQuota } from './read-all-quota.ts'

const days = 7
const mostRunning = 5
const mostOffers = 5

/** Everything that a project's home shows, in one response. What a service cannot say is missing by itself, with the reason. */
export const homeRoutes = new Hono<BffEnv>().get('/', query(homeQuery), async (c) => {
  const { cloud, session, scope } = c.var
  if (scope === 'admin')
    throw new Refusal({ status: 404, service: 'dashboard', message: 'This page is about one project.' })
  const activityCounts = `/kilonova/activity-counts?days=${days}&time_zone=${encodeURIComponent(c.req.valid('query').timeZone)}`
  const read = <Name extends string, Value>(path: string, name: Name) =>
    part(cloud.read<Record<Name, Value>>('compute', path).then((body) => body[name]))
  const [attention, offers, servers, running, metrics, activity, compute, images, network] = await Promise.all([
    read<'attention', AttentionListView>('/kilonova/attention', 'attention'),
    part(readOffers(cloud, session)),
    read<'server_counts', ServerCountsView>('/kilonova/server-counts', 'server_counts'),
    part(readRunning(cloud)),
    read<'metrics', ProjectMetricsView>('/kilonova/metrics/project', 'metrics'),
    read<'activity_counts', ActivityDayView[]>(activityCounts, 'activity_counts'),
    part(computeQuota(cloud)),
    part(imageQuota(cloud)),
    part(networkQuota(cloud, session.project.id)),
  ])
  return c.json({ attention, offers, servers, running, metrics, activity, quota: { compute, images, network } })
})

/** Images of other projects that are offered to this one and not taken yet. */
async function readOffers(cloud: CloudClient, session: Session) {
  const page = { limit: String(mostOffers), 'kilonova:count': 'true' }
  const query = new URLSearchParams({ ...page, ...offeredTo(session.project.id, isAdmin(session)) })
  const { body, total } = await readCounted<{ images: ImageView[] }>(cloud, 'image', `/images?${query}`)
  return { total, images: body.images.map(({ id, name }) => ({ id, name })) }
}

/** What is under way, the newest first, and how much of it there is. */
async function readRunning(cloud: CloudClient) {
  const path = `/kilonova/activity?outcome=running&kilonova:count=true&limit=${mostRunning}`
  const { body, total } = await readCounted<{ activity: ActivityView[] }>(cloud, 'compute', path)
  return { total, actions: body.activity }
}
