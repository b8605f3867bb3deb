import type { QuotaLimitsView } from '@kilonova/compute-core/api/quotas/quota-schema'
import { queryOptions } from '@tanstack/react-query'
import { api } from '#shared/api'
import type { Bff } from '#shared/bff'
import { keyOf } from './quota-resources.ts'

/** The limits of compute that hold where a project has none of its own, by `service name`. */
export const defaultQuotaQuery = (bff: Bff) =>
  queryOptions({
    queryKey: [bff.scope, 'default quota'],
    queryFn: async ({ signal }): Promise<Readonly<Record<string, number>>> => {
      const { quota_class_set: limits } = await api(bff).read<{ quota_class_set: QuotaLimitsView }>(
        'compute',
        defaultQuotaAddress,
        { signal },
      )
      const numbers = Object.entries(limits).filter(([, value]) => typeof value === 'number')
      return Object.fromEntries(numbers.map(([name, value]) => [keyOf({ service: 'compute', name }), value]))
    },
    meta: { staleAfter: [{ topic: 'project' }] },
  })

/** The address of the defaults: the only class that has an effect. */
export const defaultQuotaAddress = '/os-quota-class-sets/default'
