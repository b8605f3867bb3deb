import type { CloudClient } from '../cloud/cloud-client.ts'
import type { LimitsView } from '@kilonova/compute-core/api/limits/limits-schema'

/** How much of one resource a project uses, and its limit; null means unlimited. */
export interface QuotaUse {
  used: number
  limit: number | null
}

/** The project's compute quota. */
export interface Quota {
  servers: QuotaUse
  vcpus: QuotaUse
  ramMb: QuotaUse
  keyPairsLimit: number | null
}

/** The project's usage and limits. */
export async function readQuota(cloud: CloudClient): Promise<Quota> {
  const { absolute } = (await cloud.read<LimitsView>('compute', '/limits')).limits
  return {
    servers: quotaUse(absolute.totalInstancesUsed, absolute.maxTotalInstances),
    vcpus: quotaUse(absolute.totalCoresUsed, absolute.maxTotalCores),
    ramMb: quotaUse(absolute.totalRAMUsed, absolute.maxTotalRAMSize),
    keyPairsLimit: quotaUse(0, absolute.maxTotalKeypairs).limit,
  }
}

/** What is used of a limit as OpenStack tells it: a negative one is none. */
export const quotaUse = (used: number, limit: number): QuotaUse => ({ used, limit: limit < 0 ? null : limit })
