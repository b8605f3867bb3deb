import type { KeyPairView } from '@kilonova/compute-core/api/key-pairs/key-pair-schema'
import { useServerPartActions } from '#list/use-server-part-actions'
import { useScope } from '#shared/scope'
import { t } from '#ui/i18n'
import { keyPairAddress } from './key-pair-query.ts'

/** What can be done with a key pair, one's own or, for administrators, anybody's; `onDeleted` leads away from its page. */
export function useKeyPairActions(onDeleted?: () => unknown) {
  const isOfAll = useScope().kind === 'admin'
  return useServerPartActions<Pick<KeyPairView, 'name' | 'user_id'>>({
    kind: t('key pair'),
    nameOf: ({ name }) => name,
    consequence: t('can no longer be chosen for new servers. Servers that already have it still accept it.'),
    addressOf: ({ name, user_id: userId }) => keyPairAddress(name, isOfAll ? userId : undefined),
    formOf: ({ name }) => ({ key: name }),
    changeOf: () => ({ topic: 'key-pair' }),
    needs: 'os_compute_api:os-keypairs:delete',
    onDeleted,
  })
}
