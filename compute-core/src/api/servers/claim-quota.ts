import { affordable, excess, overQuotaMessage } from '#domain/quota/quota'
import type { Flavor } from '#domain/flavor/flavor'
import type { Db } from '#platform/db/database'
import { overQuota } from '#platform/errors'
import type { ProjectId } from '#platform/ids'
import { lockUsage, serverUsage } from '#store/quota-store'
import type { ComputeDeps } from '../compute-deps.ts'
import { refuseLargeFiles } from '../quotas/injected-files-quota.ts'
import { limitsOf } from '../quotas/limits-of.ts'
import { refuseManyPairs } from '../quotas/metadata-quota.ts'
import type { NewServerRequest } from './read-new-server.ts'

/** What a request for servers takes of the quota. */
export interface Claim {
  request: Pick<NewServerRequest, 'minCount' | 'maxCount'> & {
    server: Pick<NewServerRequest['server'], 'metadata' | 'personality'>
  }
  flavor: Pick<Flavor, 'vcpus' | 'ramMb'>
}

/** What a project may still have, as long as its usage is locked. */
export interface OpenQuota {
  /** How many of the servers asked for there is room for, at least the least asked for, or a 403; what is claimed is taken. */
  claim(claim: Claim): number
}

/** Refuses a server's growth by this much when the quota has no room for it; what shrinks is always fine. */
export async function claimGrowth(
  trx: Db,
  { config }: Pick<ComputeDeps, 'config'>,
  projectId: ProjectId,
  growth: { cores: number; ram: number },
): Promise<void> {
  await lockUsage(trx, projectId)
  const [limits, used] = [await limitsOf({ config, db: trx }, { projectId }), await serverUsage(trx, projectId)]
  const why = excess(limits, used, { instances: 0, ...growth })
  if (why !== undefined) throw overQuota(why)
}

/** Reads what `projectId` may have and has. The caller holds the lock on its usage until the transaction ends. */
export async function openQuota(
  trx: Db,
  { config }: Pick<ComputeDeps, 'config'>,
  projectId: ProjectId,
): Promise<OpenQuota> {
  const limits = await limitsOf({ config, db: trx }, { projectId })
  let used = await serverUsage(trx, projectId)
  return {
    claim({ request, flavor }) {
      refuseManyPairs(limits, request.server.metadata ?? {})
      refuseLargeFiles(limits, request.server.personality ?? [])
      const demand = { count: request.maxCount, vcpus: flavor.vcpus, ramMb: flavor.ramMb }
      const count = affordable(limits, used, demand)
      if (count < request.minCount)
        throw overQuota(overQuotaMessage(limits, used, { ...demand, count: request.minCount }))
      used = {
        instances: used.instances + count,
        cores: used.cores + count * flavor.vcpus,
        ram: used.ram + count * flavor.ramMb,
      }
      return count
    },
  }
}
