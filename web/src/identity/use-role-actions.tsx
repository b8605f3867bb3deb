import type { RoleView } from '@kilonova/compute-core/services/identity/api/view-role'
import { IconPencil } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import { useState, type ReactNode } from 'react'
import { useDeletion } from '#list/use-deletion'
import { api } from '#shared/api'
import { refetchAfter } from '#shared/changes'
import { useBff } from '#shared/scope'
import type { MenuAction } from '#ui/actions-menu'
import { t } from '#ui/i18n'
import { RoleForm } from './role-form.tsx'
import { roleAddress } from './role-query.ts'

/** What can be done with a role; `onDeleted` leads away from its page. */
export function useRoleActions<Role extends RoleView>(
  onDeleted?: () => unknown,
): { menuOf: (role: Role) => MenuAction[]; dialogs: ReactNode } {
  const bff = useBff()
  const queryClient = useQueryClient()
  const [edited, setEdited] = useState<Role | null>(null)
  const refusal = ({ options }: Role) =>
    options['immutable'] === true ? t('It is one of the cloud’s own roles, which stay.') : undefined
  const { deletionOf, dialog } = useDeletion<Role>({
    kind: t('role'),
    nameOf: ({ name }) => name,
    consequence: t('is gone, and everybody loses what it allowed them.'),
    isTyped: true,
    needs: 'identity:delete_role',
    refusal,
    onDelete: async ({ id }) => {
      await api(bff).send('identity', roleAddress(id), { method: 'DELETE' })
      await onDeleted?.()
      await refetchAfter(queryClient, { topic: 'project' })
    },
  })
  return {
    menuOf: (role) => [
      {
        label: t('Edit'),
        icon: <IconPencil size={16} aria-hidden />,
        refusal: refusal(role),
        needs: 'identity:update_role',
        onClick: () => setEdited(role),
      },
      { ...deletionOf(role), group: 'end' },
    ],
    dialogs: (
      <>
        {edited && <RoleForm key={edited.id} role={edited} opened onClose={() => setEdited(null)} />}
        {dialog}
      </>
    ),
  }
}
