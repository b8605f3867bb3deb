import type {
  ProjectQuotaDetailView,
  ProjectQuotaView,
} from '@kilonova/compute-core/api/kilonova/project-quotas/project-quota-schema'
import type { QuotaSetDetailView } from '@kilonova/compute-core/api/quotas/quota-schema'
import type { ImageUsageView } from '@kilonova/compute-core/services/image/api/info-routes'
import { quoted } from '@kilonova/compute-core/platform/service/list-query/query-syntax'
import { queryOptions } from '@tanstack/react-query'
import { apiPage } from '#list/api-page'
import { listQuery, type ListRequest } from '#list/descriptor'
import { api } from '#shared/api'
import { missingAs, type Bff } from '#shared/bff'
import { t } from '#ui/i18n'
import { keyOf, type LimitAndUse, type Limits } from './quota-resources.ts'

/** What a project may have beside what it has, as the list of all projects has it. */
export type ProjectQuota = ProjectQuotaView

/** A user with limits of their own within a project. */
export type UserLimits = ProjectQuotaDetailView['users'][number]

const list = {
  service: 'compute',
  path: '/kilonova/quotas',
  rows: 'quotas',
  marker: ({ project_id: id }: ProjectQuota) => id,
} as const

/** What the use of compute's limits changes with, and the limits. */
const ofCompute = [{ topic: 'project' }, { topic: 'server' }, { topic: 'server-group' }] as const
const changes = [...ofCompute, { topic: 'network' }, { topic: 'port' }] as const

/** A page of the quotas of all projects. */
export const projectQuotasQuery = (bff: Bff, request: ListRequest) =>
  listQuery<ProjectQuota>({
    queryKey: [bff.scope, 'quotas', request],
    queryFn: ({ signal }) => apiPage(bff, list, request, signal),
    meta: { staleAfter: changes },
  })

/** The limits of a project beside what it uses. */
export const projectQuotaQuery = (bff: Bff, projectId: string) =>
  queryOptions({
    queryKey: [bff.scope, 'project quota', projectId],
    queryFn: async ({ signal }) => {
      const message = t('There is no project with the ID “{{id}}”. It may have been deleted.', { id: projectId })
      const [{ quota }, images] = await Promise.all([
        api(bff)
          .read<{ quota: ProjectQuotaDetailView }>('compute', projectQuotaAddress(projectId), { signal })
          .catch(missingAs(message)),
        imagesOf(bff, projectId, signal),
      ])
      // A setting of the cloud, which is the same for all projects.
      return { quota, images }
    },
    meta: { staleAfter: [...changes, { topic: 'image' }] },
  })

/** What a user may have within a project beside what they have. */
export const userQuotaQuery = (bff: Bff, projectId: string, userId: string) =>
  queryOptions({
    queryKey: [bff.scope, 'user quota', projectId, userId],
    queryFn: async ({ signal }): Promise<Limits> => {
      const path = userQuotaAddress(projectId, userId).replace('?', '/detail?')
      const { quota_set } = await api(bff).read<{ quota_set: QuotaSetDetailView }>('compute', path, { signal })
      const { id: _id, ...limits } = quota_set
      const entries = Object.entries(limits).map(
        ([name, { limit, in_use: used }]) => [keyOf({ service: 'compute', name }), { limit, used }] as const,
      )
      return Object.fromEntries(entries)
    },
    meta: { staleAfter: ofCompute },
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

/** The limits of a project in all services by the keys of forms. */
export function limitsIn({
  compute,
  network,
}: Pick<ProjectQuota, 'compute' | 'network'>): Readonly<Record<string, LimitAndUse & { is_own: boolean }>> {
  const all = Object.entries({ compute, network } as const).flatMap(([service, limits]) =>
    Object.entries(limits).map(
      ([name, limit]) => [keyOf({ service: service as 'compute' | 'network', name }), limit] as const,
    ),
  )
  return Object.fromEntries(all)
}

/** The address of a project's limits in all services. */
export const projectQuotaAddress = (projectId: string): string => `/kilonova/quotas/${encodeURIComponent(projectId)}`

/** The address of a user's limits of servers within a project. */
export const userQuotaAddress = (projectId: string, userId: string): string =>
  `/os-quota-sets/${encodeURIComponent(projectId)}?user_id=${encodeURIComponent(userId)}`
