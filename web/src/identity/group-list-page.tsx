import { IconPlus } from '@tabler/icons-react'
import { t } from '#ui/i18n'
import { GroupForm } from './group-form.tsx'
import { GroupList } from './group-list.tsx'
import { useGroupActions } from './use-group-actions.tsx'

/** The groups of the cloud. */
export default function GroupListPage() {
  const { menuOf, dialogs } = useGroupActions()
  return (
    <>
      <GroupList
        description={t('Everybody in a group has the roles that the group has.')}
        nothing={t('No groups yet')}
        actions={menuOf}
        create={{
          label: t('Create group'),
          icon: <IconPlus size={16} aria-hidden />,
          needs: 'identity:create_group',
          renderForm: (dialog) => <GroupForm {...dialog} />,
        }}
      />
      {dialogs}
    </>
  )
}
