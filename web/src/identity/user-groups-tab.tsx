import { useOutletContext } from 'react-router'
import { t } from '#ui/i18n'
import { GroupList } from './group-list.tsx'
import type { UserRow } from './user-query.ts'

/** The groups that a user is in: their roles are the user's, too. */
export default function UserGroupsTab() {
  const { id } = useOutletContext<UserRow>()
  return <GroupList userId={id} nothing={t('In no group')} isPart />
}
