import type { Quota } from '#shared/bff'
import { formatMb, formatNumber } from '#ui/format'
import { t } from '#ui/i18n'

/** What servers of one flavor use of the quota. */
export interface QuotaCost {
  servers: number
  vcpus: number
  ramMb: number
}

/** What `count` servers of `flavor` use; nothing while no flavor is chosen. */
export const costOf = (flavor: { vcpus: number; ramMb: number } | undefined, count: number): QuotaCost => ({
  servers: flavor ? count : 0,
  vcpus: (flavor?.vcpus ?? 0) * count,
  ramMb: (flavor?.ramMb ?? 0) * count,
})

interface Size {
  vcpus: number
  ramMb: number
}

/** What a server uses more of as `to` than as `from`; what it uses less of costs nothing. */
export const costOfResize = (from: Size, to: Size): QuotaCost => ({
  servers: 0,
  vcpus: Math.max(0, to.vcpus - from.vcpus),
  ramMb: Math.max(0, to.ramMb - from.ramMb),
})

const resources = [
  { key: 'servers', name: t('servers'), format: formatNumber },
  { key: 'vcpus', name: t('vCPUs'), format: formatNumber },
  { key: 'ramMb', name: t('memory'), format: formatMb },
] as const

/** One sentence for each quota that `cost` exceeds. */
export const quotaShortfalls = (quota: Quota, cost: QuotaCost): string[] =>
  resources.flatMap(({ key, name, format }) => {
    const { used, limit } = quota[key]
    if (limit === null || cost[key] === 0 || used + cost[key] <= limit) return []
    const left = format(Math.max(0, limit - used))
    return [
      t('Not enough {{resource}}: {{required}} required, {{left}} of {{limit}} available.', {
        resource: name,
        required: format(cost[key]),
        left,
        limit: format(limit),
      }),
    ]
  })
