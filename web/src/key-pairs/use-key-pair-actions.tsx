import type { KeyPairView } from '@kilonova/compute-core/api/key-pairs/key-pair-schema'
import { useServerPartActions } from '#list/use-server-part-actions'
import { t } from '#ui/i18n'
import { keyPairAddress } from './key-pair-query.ts'

interface KeyPairActions {
  /** Leads away from its page. */
  onDeleted?: () => unknown
  /** Whose they are, where they are not the person's. */
  userId?: string
}

/** What can be done with a key pair. */
export const useKeyPairActions = ({ onDeleted, userId }: KeyPairActions = {}) =>
  useServerPartActions<Pick<KeyPairView, 'name'>>({
    kind: t('key pair'),
    nameOf: ({ name }) => name,
    consequence: t('can no longer be chosen for new servers. Servers that already have it still accept it.'),
    addressOf: ({ name }) =>
      keyPairAddress(name) + (userId === undefined ? '' : `?user_id=${encodeURIComponent(userId)}`),
    formOf: ({ name }) => ({ key: name }),
    changeOf: () => ({ topic: 'key-pair' }),
    isOnesOwn: true,
    onDeleted,
  })
