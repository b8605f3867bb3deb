import { useOutletContext } from 'react-router'
import { AssignmentList } from './assignment-list.tsx'
import type { UserRow } from './user-query.ts'

/** The roles of a user, and where they have them. */
export default function UserRolesTab() {
  const { id, name } = useOutletContext<UserRow>()
  return <AssignmentList holder={{ kind: 'user', id, name }} isPart />
}
