import type { BriefKeyPairView } from '@kilonova/compute-core/api/key-pairs/key-pair-schema'
import { apiPage } from '#list/api-page'
import { listQuery, type ListRequest } from '#list/descriptor'
import type { Bff } from '#shared/bff'

/** A key pair as compute lists it. */
export interface KeyPairRow {
  keypair: BriefKeyPairView
}

const list = {
  service: 'compute',
  path: '/os-keypairs',
  rows: 'keypairs',
  marker: ({ keypair }: KeyPairRow) => keypair.name,
} as const

/** A page of the person's key pairs. */
export const keyPairsQuery = (bff: Bff, request: ListRequest) =>
  listQuery<KeyPairRow>({
    queryKey: [bff.scope, 'key-pairs', request],
    queryFn: ({ signal }) => apiPage(bff, list, request, signal),
    meta: { staleAfter: [{ topic: 'key-pair' }] },
  })
