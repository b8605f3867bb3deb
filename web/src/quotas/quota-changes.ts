import { limitsIn, type ProjectQuota } from './project-quota-query.ts'
import { keyOf, type NewLimits, type QuotaResource, quotaResources } from './quota-resources.ts'

/** What becomes of a limit of several projects. */
export type LimitChange = { kind: 'keep' } | { kind: 'set' | 'raise'; value: number } | { kind: 'default' }

/** Changes by the keys of their resources. */
export type LimitChanges = Readonly<Record<string, LimitChange>>

/** The most that a limit can be. */
const most = 2_147_483_647

/** A limit of one project that becomes another. */
export interface ChangedLimit {
  resource: QuotaResource
  from: number
  /** Null is the limit of all projects. */
  to: number | null
}

/** What the changes mean for a project, as its limits were when they were read: what it has already is not among it. */
export function changedBy(changes: LimitChanges, quota: Pick<ProjectQuota, 'compute' | 'network'>): ChangedLimit[] {
  const limits = limitsIn(quota)
  return quotaResources.flatMap((resource): ChangedLimit[] => {
    const change = changes[keyOf(resource)]
    const { limit: from, is_own: isOwn } = limits[keyOf(resource)]!
    switch (change?.kind) {
      case 'set':
        return change.value === from ? [] : [{ resource, from, to: change.value }]
      case 'raise':
        // No limit cannot be raised.
        return from < 0 || change.value === 0 ? [] : [{ resource, from, to: Math.min(most, from + change.value) }]
      case 'default':
        return isOwn ? [{ resource, from, to: null }] : []
      default:
        return []
    }
  })
}

/** The same as it is sent. */
export function asNewLimits(changed: readonly ChangedLimit[]): NewLimits {
  const limits: NewLimits = {}
  for (const { resource, to } of changed)
    limits[resource.service] = { ...limits[resource.service], [resource.name]: to }
  return limits
}
