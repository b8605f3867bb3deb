import type { KeyPairView } from '@kilonova/compute-core/api/key-pairs/key-pair-schema'
import { quoted } from '@kilonova/compute-core/platform/service/list-query/query-syntax'
import { queryOptions } from '@tanstack/react-query'
import { api } from '#shared/api'
import { missingAs, type Bff } from '#shared/bff'
import { t } from '#ui/i18n'

/** A key pair as compute lists it. */
export interface KeyPairRow {
  keypair: KeyPairView
}

/** One of the person's key pairs. */
export const keyPairQuery = (bff: Bff, name: string) =>
  queryOptions({
    queryKey: [bff.scope, 'key-pair', name],
    queryFn: async ({ signal }) =>
      (
        await api(bff)
          .read<KeyPairRow>('compute', keyPairAddress(name), { signal })
          .catch(missingAs(t('You have no key pair “{{name}}”. It may have been deleted.', { name })))
      ).keypair,
    meta: { staleAfter: [{ topic: 'key-pair' }] },
  })

/** The address of a key pair in compute. */
export const keyPairAddress = (name: string): string => `/os-keypairs/${encodeURIComponent(name)}`

/** What lists of servers are asked with for those that have this key. Somebody else may call another key the same. */
export const madeWith = ({ fingerprint }: Pick<KeyPairView, 'fingerprint'>): string => `key:${quoted(fingerprint)}`
