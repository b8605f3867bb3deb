import type { KeyPairView } from '@kilonova/compute-core/api/key-pairs/key-pair-schema'
import { useServerPartActions } from '#list/use-server-part-actions'
import { t } from '#ui/i18n'
import { keyPairAddress } from './key-pair-query.ts'

/** What can be done with a key pair; `onDeleted` leads away from its page. */
export const useKeyPairActions = (onDeleted?: () => unknown) =>
  useServerPartActions<Pick<KeyPairView, 'name'>>({
    kind: t('key pair'),
    nameOf: ({ name }) => name,
    consequence: t('can no longer be chosen for new servers. Servers that already have it still accept it.'),
    addressOf: ({ name }) => keyPairAddress(name),
    formOf: ({ name }) => ({ key: name }),
    changeOf: () => ({ topic: 'key-pair' }),
    isOnesOwn: true,
    onDeleted,
  })
