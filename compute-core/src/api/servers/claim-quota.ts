import { affordable, overQuotaMessage } from '#domain/quota/quota'
import type { Flavor } from '#domain/flavor/flavor'
import type { Db } from '#platform/db/database'
import { overQuota } from '#platform/errors'
import type { ProjectId } from '#platform/ids'
import { lockUsage, serverUsage } from '#store/quota-store'
import type { ComputeDeps } from '../compute-deps.ts'
import { limitsOf } from '../quotas/limits-of.ts'
import type { NewServerRequest } from './read-new-server.ts'

/**
 * How many of the servers asked for the quota has room for, at least the least asked for, or a 403. Until the transaction ends
 * nobody else adds to what the project uses: of many requests at once exactly as many as fit get through.
 */
export async function claimQuota(
  trx: Db,
  { config }: Pick<ComputeDeps, 'config'>,
  { projectId, request, flavor }: { projectId: ProjectId; request: NewServerRequest; flavor: Flavor },
): Promise<number> {
  await lockUsage(trx, projectId)
  const limits = await limitsOf({ config, db: trx }, { projectId })
  const pairs = Object.keys(request.server.metadata ?? {}).length
  if (limits.metadata_items >= 0 && pairs > limits.metadata_items)
    throw overQuota(`A server has at most ${limits.metadata_items} pairs of metadata, ${pairs} were sent.`)
  const used = await serverUsage(trx, projectId)
  const demand = { count: request.maxCount, vcpus: flavor.vcpus, ramMb: flavor.ramMb }
  const count = affordable(limits, used, demand)
  if (count < request.minCount) throw overQuota(overQuotaMessage(limits, used, { ...demand, count: request.minCount }))
  return count
}
