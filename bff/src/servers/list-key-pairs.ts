import type { CloudClient } from '../cloud/cloud-client.ts'
import type { BriefKeyPairView } from '@kilonova/compute-core/api/key-pairs/key-pair-schema'
import { nextOf, readPages } from '../resources/read-pages.ts'

interface KeyPairList {
  keypairs: { keypair: BriefKeyPairView }[]
  keypairs_links?: { rel: string; href: string }[]
}

/** The names of the person's key pairs, in their order. */
export async function listKeyPairs(cloud: CloudClient): Promise<Pick<BriefKeyPairView, 'name'>[]> {
  const keypairs = await readPages(cloud, 'compute', '/os-keypairs', ({ keypairs, keypairs_links }: KeyPairList) => ({
    items: keypairs,
    next: nextOf(keypairs_links),
  }))
  return keypairs.map(({ keypair }) => ({ name: keypair.name })).toSorted((a, b) => a.name.localeCompare(b.name))
}
