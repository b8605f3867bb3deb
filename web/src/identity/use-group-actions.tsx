import type { GroupView } from '@kilonova/compute-core/services/identity/api/view-group'
import { IconPencil, IconTrash } from '@tabler/icons-react'
import { useState, type ReactNode } from 'react'
import type { MenuAction } from '#ui/actions-menu'
import { t } from '#ui/i18n'
import { DeleteGroup } from './delete-group.tsx'
import { GroupForm } from './group-form.tsx'

/** What an administrator can do with a group; `onDeleted` leads away from its page. `dialogs` are to be put anywhere in it. */
export function useGroupActions(onDeleted?: () => unknown): {
  menuOf: (group: GroupView) => [edit: MenuAction, deletion: MenuAction]
  dialogs: ReactNode
} {
  const [wish, setWish] = useState<{ what: 'edit' | 'delete'; group: GroupView } | null>(null)
  const close = () => setWish(null)
  return {
    menuOf: (group) => [
      {
        label: t('Edit'),
        icon: <IconPencil size={16} aria-hidden />,
        needs: 'identity:update_group',
        onClick: () => setWish({ what: 'edit', group }),
      },
      {
        label: t('Delete'),
        icon: <IconTrash size={16} aria-hidden />,
        isDangerous: true,
        group: 'end',
        needs: 'identity:delete_group',
        onClick: () => setWish({ what: 'delete', group }),
      },
    ],
    dialogs: (
      <>
        {wish?.what === 'edit' && <GroupForm opened group={wish.group} onClose={close} />}
        {wish?.what === 'delete' && <DeleteGroup group={wish.group} onClose={close} onDeleted={onDeleted} />}
      </>
    ),
  }
}
