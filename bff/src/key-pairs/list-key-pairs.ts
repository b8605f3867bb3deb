import type { CloudClient } from '../cloud/cloud-client.ts'
import type { ComputeKeyPair } from '../cloud/compute-answers.ts'

/** A key pair without its private half, which the cloud does not keep. */
export interface KeyPairView {
  name: string
  type: string
  fingerprint: string
  publicKey: string
}

/** The person's key pairs, by name. */
export async function listKeyPairs(cloud: CloudClient): Promise<KeyPairView[]> {
  const { keypairs } = await cloud.read<{ keypairs: { keypair: ComputeKeyPair }[] }>(
    'compute',
    '/os-keypairs?limit=1000',
  )
  return keypairs.map(({ keypair }) => keyPairView(keypair)).toSorted((a, b) => a.name.localeCompare(b.name))
}

/** The page's view of a key pair. */
export const keyPairView = (keyPair: ComputeKeyPair): KeyPairView => ({
  name: keyPair.name,
  type: keyPair.type,
  fingerprint: keyPair.fingerprint,
  publicKey: keyPair.public_key,
})
