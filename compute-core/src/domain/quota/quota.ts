/** What a project can have only so much of, in the order of the answers (reference/quotas-limits.md §1). */
export const quotaResources = [
  'cores',
  'fixed_ips',
  'floating_ips',
  'injected_file_content_bytes',
  'injected_file_path_bytes',
  'injected_files',
  'instances',
  'key_pairs',
  'metadata_items',
  'ram',
  'security_group_rules',
  'security_groups',
  'server_group_members',
  'server_groups',
] as const

export type QuotaResource = (typeof quotaResources)[number]

/** -1 is unlimited. */
export type QuotaLimits = Readonly<Record<QuotaResource, number>>

/** What a project's servers take now. */
export interface ServerUsage {
  instances: number
  cores: number
  ram: number
}

interface Demand {
  count: number
  vcpus: number
  ramMb: number
}

/** How many of `demand.count` servers still fit under `limits`, which is 0 or more and at most the count. */
export function affordable(limits: QuotaLimits, used: ServerUsage, demand: Demand): number {
  const left = (limit: number, taken: number, each: number) =>
    limit < 0 ? Infinity : Math.floor(Math.max(0, limit - taken) / each)
  return Math.min(
    demand.count,
    left(limits.instances, used.instances, 1),
    left(limits.cores, used.cores, demand.vcpus),
    left(limits.ram, used.ram, demand.ramMb),
  )
}

/** The sentence for servers that do not fit: which limit, how much of it is taken, how much was asked for. */
export const overQuotaMessage = (limits: QuotaLimits, used: ServerUsage, { count, vcpus, ramMb }: Demand): string =>
  excess(limits, used, { instances: count, cores: count * vcpus, ram: count * ramMb })!

/** The same for anything that is asked; undefined where it fits. What is not more than before always does. */
export function excess(limits: QuotaLimits, used: ServerUsage, asked: ServerUsage): string | undefined {
  const exceeded = (['instances', 'cores', 'ram'] as const).filter(
    (resource) => asked[resource] > 0 && limits[resource] >= 0 && used[resource] + asked[resource] > limits[resource],
  )
  if (exceeded.length === 0) return undefined
  const each = exceeded.map(
    (resource) => `${resource}: ${asked[resource]} asked, ${used[resource]} of ${limits[resource]} used`,
  )
  return `Quota exceeded for ${each.join('; ')}. Delete servers, pick a smaller flavor or ask for a higher quota.`
}
