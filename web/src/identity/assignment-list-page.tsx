import { t } from '#ui/i18n'
import { AssignmentList } from './assignment-list.tsx'

/** Who may what in the whole cloud. Roles are given on the page of a user, a group or a project. */
export default function AssignmentListPage() {
  return (
    <AssignmentList
      description={t('Every role that somebody has. Roles are given on the pages of users, groups and projects.')}
    />
  )
}
