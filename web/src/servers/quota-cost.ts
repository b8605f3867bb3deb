import type { Quota } from '#app/bff'
import { formatMb } from '#ui/format'

/** What some servers of one flavor take from the quota. */
export interface QuotaCost {
  servers: number
  vcpus: number
  ramMb: number
}

/** What `count` servers of `flavor` take; nothing while none is chosen. */
export const costOf = (flavor: { vcpus: number; ramMb: number } | undefined, count: number): QuotaCost => ({
  servers: flavor ? count : 0,
  vcpus: (flavor?.vcpus ?? 0) * count,
  ramMb: (flavor?.ramMb ?? 0) * count,
})

interface Size {
  vcpus: number
  ramMb: number
}

/** What a server takes more as `to` than it did as `from`; what becomes less costs nothing. */
export const costOfResize = (from: Size, to: Size): QuotaCost => ({
  servers: 0,
  vcpus: Math.max(0, to.vcpus - from.vcpus),
  ramMb: Math.max(0, to.ramMb - from.ramMb),
})

const resources = [
  { key: 'servers', name: 'servers', format: String },
  { key: 'vcpus', name: 'vCPUs', format: String },
  { key: 'ramMb', name: 'memory', format: formatMb },
] as const

/** One sentence for each quota that `cost` does not fit into. */
export const quotaShortfalls = (quota: Quota, cost: QuotaCost): string[] =>
  resources.flatMap(({ key, name, format }) => {
    const { used, limit } = quota[key]
    if (limit === null || cost[key] === 0 || used + cost[key] <= limit) return []
    const left = format(Math.max(0, limit - used))
    return [
      `Not enough ${name}: this takes ${format(cost[key])}, and of the quota of ${format(limit)} there is ${left} left.`,
    ]
  })
