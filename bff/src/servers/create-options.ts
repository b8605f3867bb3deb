import type { CloudClient } from '../cloud/cloud-client.ts'
import type { ComputeFlavor, NeutronNetwork } from '../cloud/compute-answers.ts'
import { listImages } from '../images/image-names.ts'
import { listKeyPairs } from '../key-pairs/list-key-pairs.ts'
import { readQuota } from '../overview/quota.ts'

/** All that the create form offers, fetched at once. */
export async function createOptions(cloud: CloudClient) {
  const [images, flavors, keyPairs, networks, quota] = await Promise.all([
    listImages(cloud),
    cloud.read<{ flavors: ComputeFlavor[] }>('compute', '/flavors/detail?limit=1000'),
    listKeyPairs(cloud),
    cloud.read<{ networks: NeutronNetwork[] }>('network', '/networks'),
    readQuota(cloud),
  ])
  return {
    images: images
      .filter((image) => image.status === 'active')
      .map((image) => ({
        id: image.id,
        name: image.name ?? image.id,
        minDiskGb: image.min_disk,
        minRamMb: image.min_ram,
        visibility: image.visibility,
        sizeBytes: image.size,
      })),
    flavors: flavors.flavors
      .filter((flavor) => flavor['OS-FLV-DISABLED:disabled'] !== true)
      .map(({ id, name, vcpus, ram, disk }) => ({ id, name, vcpus, ramMb: ram, diskGb: disk }))
      .toSorted((a, b) => a.ramMb - b.ramMb || a.vcpus - b.vcpus),
    keyPairs,
    networks: networks.networks
      .filter((network) => network['router:external'] !== true)
      .map(({ id, name, shared }) => ({ id, name: name || id, shared })),
    quota,
  }
}
