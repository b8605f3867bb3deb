import type { CloudClient } from '../cloud/cloud-client.ts'
import type { BriefKeyPairView } from '@kilonova/compute-core/api/key-pairs/key-pair-schema'
import { nextOf, readPages } from './read-pages.ts'

/** A key pair without its private key, which the cloud does not keep. */
export interface KeyPairView {
  name: string
  type: string
  fingerprint: string
  publicKey: string
}

interface KeyPairList {
  keypairs: { keypair: BriefKeyPairView }[]
  keypairs_links?: { rel: string; href: string }[]
}

/** The person's key pairs, sorted by name. */
export async function listKeyPairs(cloud: CloudClient): Promise<KeyPairView[]> {
  const keypairs = await readPages(cloud, 'compute', '/os-keypairs', ({ keypairs, keypairs_links }: KeyPairList) => ({
    items: keypairs,
    next: nextOf(keypairs_links),
  }))
  return keypairs.map(({ keypair }) => keyPairView(keypair)).toSorted((a, b) => a.name.localeCompare(b.name))
}

/** The page's view of a key pair. */
export const keyPairView = (keyPair: BriefKeyPairView): KeyPairView => ({
  name: keyPair.name,
  type: keyPair.type,
  fingerprint: keyPair.fingerprint,
  publicKey: keyPair.public_key,
})
