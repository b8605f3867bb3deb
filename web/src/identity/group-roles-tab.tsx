import { useOutletContext } from 'react-router'
import { AssignmentList } from './assignment-list.tsx'
import type { GroupRow } from './group-query.ts'

/** The roles of a group, which everybody in it has. */
export default function GroupRolesTab() {
  const { id, name } = useOutletContext<GroupRow>()
  return <AssignmentList holder={{ kind: 'group', id, name }} isPart />
}
