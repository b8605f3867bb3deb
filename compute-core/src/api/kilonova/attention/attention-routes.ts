import { z } from 'zod'
import { type AttentionKind, serversInNeed } from '#store/attention-queries'
import { route } from '../../route.ts'
import { serversInSight } from '../../servers/server-list.ts'
import { attentionListSchema } from './attention-schema.ts'

/** So many of each kind are listed; the totals say how many there are. */
const mostOfAKind = 5

/** What somebody has to look at. */
export const attentionRoutes = [
  route('GET /kilonova/attention', {
    rule: 'os_compute_api:servers:detail',
    query: {
      parameters: { all_tenants: { summary: 'True for the servers of all projects, for administrators.' } },
    },
    response: z.strictObject({ attention: attentionListSchema }),
    summary: `Lists the servers that need somebody: in error, resized and to be confirmed, or soft-deleted; ${mostOfAKind} of each.`,
    async handle(api, context) {
      const { resize_confirm_window: confirmSeconds, reclaim_instance_interval: reclaimSeconds } = api.config
      const found = await serversInNeed(api.db, serversInSight(context, 'detail'), mostOfAKind)
      const afterSeconds = { error: 0, resized: confirmSeconds, 'soft-deleted': reclaimSeconds }
      const dueAt = (kind: AttentionKind, since: Date) =>
        afterSeconds[kind] === 0 ? null : new Date(since.getTime() + afterSeconds[kind] * 1000).toISOString()
      const totals = { error: 0, resized: 0, 'soft-deleted': 0 }
      for (const { kind, total } of found) totals[kind] = total
      const servers = found.map(({ id, name, projectId, kind, reason, since }) => ({
        id,
        name,
        project_id: projectId,
        kind,
        reason,
        since: since.toISOString(),
        due_at: dueAt(kind, since),
      }))
      return { body: { attention: { totals, servers } } }
    },
  }),
]
