import type { GroupView } from '@kilonova/compute-core/services/identity/api/view-group'
import { IconPencil } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import { useState, type ReactNode } from 'react'
import { useDeletion } from '#list/use-deletion'
import { api } from '#shared/api'
import { refetchAfter } from '#shared/changes'
import { useBff } from '#shared/scope'
import type { MenuAction } from '#ui/actions-menu'
import { t } from '#ui/i18n'
import { GroupForm } from './group-form.tsx'
import { groupAddress } from './group-query.ts'

/** What an administrator can do with a group; `onDeleted` leads away from its page. `dialogs` are to be put anywhere in it. */
export function useGroupActions(onDeleted?: () => unknown): {
  menuOf: (group: GroupView) => [edit: MenuAction, deletion: MenuAction]
  dialogs: ReactNode
} {
  const bff = useBff()
  const queryClient = useQueryClient()
  const [edited, setEdited] = useState<GroupView | null>(null)
  const { deletionOf, dialog } = useDeletion<GroupView>({
    kind: t('group'),
    nameOf: ({ name }) => name,
    consequence: t('is gone, and everybody in it loses the roles that they have through it. The users stay.'),
    isTyped: true,
    needs: 'identity:delete_group',
    onDelete: async ({ id }) => {
      await api(bff).send('identity', groupAddress(id), { method: 'DELETE' })
      await onDeleted?.()
      await refetchAfter(queryClient, { topic: 'project' })
    },
  })
  return {
    menuOf: (group) => [
      {
        label: t('Edit'),
        icon: <IconPencil size={16} aria-hidden />,
        needs: 'identity:update_group',
        onClick: () => setEdited(group),
      },
      { ...deletionOf(group), group: 'end' },
    ],
    dialogs: (
      <>
        {dialog}
        {edited && <GroupForm opened group={edited} onClose={() => setEdited(null)} />}
      </>
    ),
  }
}
