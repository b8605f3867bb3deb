import type { AssignmentView } from '@kilonova/compute-core/services/identity/api/view-assignment'
import { markerOfAssignment } from '@kilonova/compute-core/services/identity/domain/assignment-marker'
import { apiPage } from '#list/api-page'
import { listQuery, type ListRequest } from '#list/descriptor'
import type { Bff } from '#shared/bff'

/** Somebody, or a group, whose roles are asked for. */
export interface Holder {
  kind: 'user' | 'group'
  id: string
  name: string
}

/** A page of who has been granted which role where: in the whole cloud, or to one user or group. */
export const assignmentsQuery = (bff: Bff, request: ListRequest, holder?: Holder) =>
  listQuery<AssignmentView>({
    queryKey: [bff.scope, 'role assignments', holder ? `${holder.kind} ${holder.id}` : null, request],
    queryFn: ({ signal }) => {
      const of = holder ? `&${holder.kind}.id=${encodeURIComponent(holder.id)}` : ''
      const list = {
        service: 'identity',
        path: `/role_assignments?include_names=true${of}`,
        rows: 'role_assignments',
        marker: markerOfAssignment,
      } as const
      return apiPage<AssignmentView>(bff, list, request, signal)
    },
    meta: { staleAfter: [{ topic: 'project' }] },
  })

/** The address of an assignment in identity: what is put there is granted, what is deleted there taken back. */
export const assignmentAddress = (assignment: AssignmentView): string => `/${markerOfAssignment(assignment)}`

/** Who has it. */
export function holderOf({ user, group }: AssignmentView): Holder {
  const { id, name } = (user ?? group)!
  return { kind: user ? 'user' : 'group', id, name: name ?? id }
}
