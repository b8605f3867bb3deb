import { api } from '#shared/api'
import type { Bff } from '#shared/bff'
import { computeQuota, networkQuota } from './project-quota-query.ts'
import type { changedLimits } from './quota-resources.ts'

/**
 * Gives a project these limits; those that are not named stay. With `isForced` also limits below what is used: nothing is taken away
 * then, and nothing new is had.
 */
export async function saveLimits(
  bff: Bff,
  projectId: string,
  { compute, network }: ReturnType<typeof changedLimits>,
  isForced: boolean,
): Promise<void> {
  if (compute)
    await api(bff).send('compute', computeQuota(projectId), {
      method: 'PUT',
      json: { quota_set: { ...compute, ...(isForced ? { force: true } : {}) } },
    })
  if (network) await api(bff).send('network', networkQuota(projectId), { method: 'PUT', json: { quota: network } })
}
