import type { LimitsView } from '@kilonova/compute-core/api/limits/limits-schema'
import type { ImageUsageView } from '@kilonova/compute-core/services/image/api/info-routes'
import type { QuotaDetailsView } from '@kilonova/compute-core/services/network/api/quota-routes'
import type { CloudClient } from '../cloud/cloud-client.ts'
import { quotaUse } from '../resources/read-quota.ts'
import { readCounted } from '../resources/read-pages.ts'

/** What the project uses of compute, and the person of key pairs. */
export async function computeQuota(cloud: CloudClient) {
  const [{ limits }, keyPairs] = await Promise.all([
    cloud.read<LimitsView>('compute', '/limits'),
    readCounted(cloud, 'compute', '/os-keypairs?kilonova:count=true&limit=1'),
  ])
  const { absolute } = limits
  return {
    servers: quotaUse(absolute.totalInstancesUsed, absolute.maxTotalInstances),
    vcpus: quotaUse(absolute.totalCoresUsed, absolute.maxTotalCores),
    ramMb: quotaUse(absolute.totalRAMUsed, absolute.maxTotalRAMSize),
    keyPairs: quotaUse(keyPairs.total, absolute.maxTotalKeypairs),
    serverGroups: quotaUse(absolute.totalServerGroupsUsed, absolute.maxServerGroups),
  }
}

/** How many images the project has, and how large they are. */
export async function imageQuota(cloud: CloudClient) {
  const { usage } = await cloud.read<ImageUsageView>('image', '/info/usage')
  const { image_count_total: count, image_size_total: size } = usage
  return { images: quotaUse(count.usage, count.limit), imagesMb: quotaUse(size.usage, size.limit) }
}

/** What the project has of networks. */
export async function networkQuota(cloud: CloudClient, projectId: string) {
  const { quota } = await cloud.read<{ quota: QuotaDetailsView }>('network', `/quotas/${projectId}/details`)
  const of = (name: 'network' | 'port') => quotaUse(quota[name].used, quota[name].limit)
  return { networks: of('network'), ports: of('port') }
}
