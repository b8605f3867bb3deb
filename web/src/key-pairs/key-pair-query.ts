import type { KeyPairView } from '@kilonova/compute-core/api/key-pairs/key-pair-schema'
import { quoted } from '@kilonova/compute-core/platform/service/list-query/query-syntax'
import { queryOptions } from '@tanstack/react-query'
import { api } from '#shared/api'
import { missingAs, type Bff } from '#shared/bff'
import { t } from '#ui/i18n'

/** A key pair as compute lists it, with the name of whose it is where that is told. */
export interface KeyPairRow {
  keypair: KeyPairView
  userName?: string | null
}

/** One of the person's key pairs; for administrators, one of somebody else's. */
export const keyPairQuery = (bff: Bff, name: string, userId?: string) =>
  queryOptions({
    queryKey: [bff.scope, 'key-pair', name, userId ?? null],
    queryFn: async ({ signal }) =>
      (
        await api(bff)
          .read<KeyPairRow>('compute', keyPairAddress(name, userId), { signal })
          .catch(missingAs(missing(name, userId)))
      ).keypair,
    meta: { staleAfter: [{ topic: 'key-pair' }] },
  })

const missing = (name: string, userId: string | undefined) =>
  userId === undefined
    ? t('You have no key pair “{{name}}”. It may have been deleted.', { name })
    : t('This user has no key pair “{{name}}”. It may have been deleted.', { name })

/** The address of a key pair in compute: the person's, or that of a user. */
export const keyPairAddress = (name: string, userId?: string): string =>
  `/os-keypairs/${encodeURIComponent(name)}${userId === undefined ? '' : `?user_id=${encodeURIComponent(userId)}`}`

/** What lists of servers are asked with for those that have this key. Somebody else may call another key the same. */
export const madeWith = ({ fingerprint }: Pick<KeyPairView, 'fingerprint'>): string => `key:${quoted(fingerprint)}`
