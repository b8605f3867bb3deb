import type { CloudClient } from '../cloud/cloud-client.ts'
import type { ComputeLimits } from '../cloud/compute-answers.ts'

/** What a project uses of one kind of thing, and how much it may; null is no limit. */
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

/** What the project uses and may use. */
export async function readQuota(cloud: CloudClient): Promise<Quota> {
  const { absolute } = (await cloud.read<ComputeLimits>('compute', '/limits')).limits
  return {
    servers: { used: absolute.totalInstancesUsed, limit: limitOf(absolute.maxTotalInstances) },
    vcpus: { used: absolute.totalCoresUsed, limit: limitOf(absolute.maxTotalCores) },
    ramMb: { used: absolute.totalRAMUsed, limit: limitOf(absolute.maxTotalRAMSize) },
    keyPairsLimit: limitOf(absolute.maxTotalKeypairs),
  }
}

const limitOf = (limit: number): number | null => (limit < 0 ? null : limit)
