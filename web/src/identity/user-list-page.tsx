import { IconUserPlus } from '@tabler/icons-react'
import { t } from '#ui/i18n'
import { useUserActions } from './use-user-actions.tsx'
import { UserForm } from './user-form.tsx'
import { UserList } from './user-list.tsx'

/** The users of the cloud. */
export default function UserListPage() {
  const { menuOf, dialogs } = useUserActions()
  return (
    <>
      <UserList
        description={t('What somebody may do, their roles in projects say.')}
        nothing={t('No users yet')}
        actions={menuOf}
        create={{
          label: t('Create user'),
          icon: <IconUserPlus size={16} aria-hidden />,
          needs: 'identity:create_user',
          renderForm: (dialog) => <UserForm {...dialog} />,
        }}
      />
      {dialogs}
    </>
  )
}
