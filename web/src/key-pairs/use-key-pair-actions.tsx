import type { KeyPairView } from '@kilonova/compute-core/api/key-pairs/key-pair-schema'
import { IconServer } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useNavigate } from 'react-router'
import { useDeletion } from '#list/use-deletion'
import { api } from '#shared/api'
import { refetchAfter } from '#shared/changes'
import { useBff, usePaths, useScope } from '#shared/scope'
import type { MenuAction } from '#ui/actions-menu'
import { t } from '#ui/i18n'
import { keyPairAddress } from './key-pair-query.ts'

type KeyPair = Pick<KeyPairView, 'name'>

interface KeyPairActions {
  /** To create a server with a key pair, and to delete it: for menus. */
  menuOf: (keyPair: KeyPair) => [create: MenuAction, deletion: MenuAction]
  /** To be put anywhere in the page. */
  dialog: ReactNode
}

/** What can be done with a key pair; `onDeleted` leads away from its page. */
export function useKeyPairActions(onDeleted?: () => unknown): KeyPairActions {
  const bff = useBff()
  const paths = usePaths()
  const navigate = useNavigate()
  const queryClient = useQueryClient()
  const { isMember } = useScope()
  const { deletionOf, dialog } = useDeletion<KeyPair>({
    kind: t('key pair'),
    nameOf: ({ name }) => name,
    consequence: t('can no longer be chosen for new servers. Servers that already have it still accept it.'),
    onDelete: async ({ name }) => {
      await api(bff).send('compute', keyPairAddress(name), { method: 'DELETE' })
      await onDeleted?.()
      await refetchAfter(queryClient, { topic: 'key-pair' })
    },
  })
  return {
    menuOf: (keyPair) => [
      {
        label: t('Create server'),
        icon: <IconServer size={16} aria-hidden />,
        group: 'use',
        refusal: isMember ? undefined : t('Your role in this project lets you look only.'),
        onClick: () => void navigate(`${paths.serverCreate()}?${new URLSearchParams({ key: keyPair.name })}`),
      },
      { ...deletionOf(keyPair), group: 'end' },
    ],
    dialog,
  }
}
