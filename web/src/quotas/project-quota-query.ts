import type { QuotaSetDetailView } from '@kilonova/compute-core/api/quotas/quota-schema'
import type { ImageUsageView } from '@kilonova/compute-core/services/image/api/info-routes'
import type { QuotaDetailsView } from '@kilonova/compute-core/services/network/api/quota-routes'
import { quoted } from '@kilonova/compute-core/platform/service/list-query/query-syntax'
import { queryOptions } from '@tanstack/react-query'
import { api } from '#shared/api'
import type { Bff } from '#shared/bff'
import { keyOf, type LimitAndUse, type Limits } from './quota-resources.ts'

/** What a project may have, and what it has. */
export interface ProjectQuota {
  limits: Limits
  /** A setting of the cloud, which is the same for all projects. */
  images: LimitAndUse
}

/** The limits of a project beside what it uses. */
export const projectQuotaQuery = (bff: Bff, projectId: string) =>
  queryOptions({
    queryKey: [bff.scope, 'project quota', projectId],
    queryFn: async ({ signal }): Promise<ProjectQuota> => {
      const [{ quota_set }, { quota }, images] = await Promise.all([
        api(bff).read<{ quota_set: QuotaSetDetailView }>('compute', `${computeQuota(projectId)}/detail`, { signal }),
        api(bff).read<{ quota: QuotaDetailsView }>('network', `${networkQuota(projectId)}/details`, { signal }),
        imagesOf(bff, projectId, signal),
      ])
      const { id: _id, ...compute } = quota_set
      const limits: Record<string, LimitAndUse> = {}
      for (const [name, { limit, in_use: used }] of Object.entries(compute))
        limits[keyOf({ service: 'compute', name })] = { limit, used }
      for (const [name, { limit, used }] of Object.entries(quota))
        limits[keyOf({ service: 'network', name })] = { limit, used }
      return { limits, images }
    },
    meta: {
      staleAfter: [
        { topic: 'project' },
        { topic: 'server' },
        { topic: 'server-group' },
        { topic: 'image' },
        { topic: 'network' },
        { topic: 'port' },
      ],
    },
  })

/** The image service says a limit to the project of the token only; it is a setting, and so the same for this one. */
async function imagesOf(bff: Bff, projectId: string, signal: AbortSignal): Promise<LimitAndUse> {
  const query = new URLSearchParams({
    'kilonova:q': `owner:${quoted(projectId)}`,
    'kilonova:count': 'true',
    limit: '1',
  })
  const [{ usage }, { total }] = await Promise.all([
    api(bff).read<ImageUsageView>('image', '/info/usage', { signal }),
    api(bff).list<unknown>('image', `/images?${query}`, { signal }),
  ])
  return { limit: usage.image_count_total.limit, used: total ?? 0 }
}

/** The address of a project's limits of servers in compute. */
export const computeQuota = (projectId: string): string => `/os-quota-sets/${encodeURIComponent(projectId)}`

/** The address of a project's limits of networks. */
export const networkQuota = (projectId: string): string => `/quotas/${encodeURIComponent(projectId)}`
