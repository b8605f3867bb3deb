import type { AssignmentView } from '@kilonova/compute-core/services/identity/api/view-assignment'
import { markerOfAssignment } from '@kilonova/compute-core/services/identity/domain/assignment-marker'
import { apiPage } from '#list/api-page'
import { listQuery, type ListRequest } from '#list/descriptor'
import { accountNames } from '#shared/account-names'
import { api } from '#shared/api'
import type { Bff } from '#shared/bff'
import type { Holder } from '#shared/roles-query'
import { type EffectiveRole, explained, groupOf } from './effective-roles.ts'
import { readInferences } from './role-query.ts'

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

/** A page of the roles that a user has in effect, each with how they come to it. */
export const effectiveRolesQuery = (bff: Bff, request: ListRequest, userId: string) =>
  listQuery<EffectiveRole>({
    queryKey: [bff.scope, 'effective roles', userId, request],
    queryFn: async ({ signal }) => {
      const of = `/role_assignments?include_names=true&user.id=${encodeURIComponent(userId)}`
      const list = { service: 'identity', rows: 'role_assignments', marker: markerOfAssignment } as const
      const page = await apiPage<AssignmentView>(bff, { ...list, path: `${of}&effective=true` }, request, signal)
      const groupIds = [...new Set(page.rows.map(groupOf).filter((id) => id !== null))]
      const grantsOf = async (path: string) =>
        (await api(bff).read<{ role_assignments: AssignmentView[] }>('identity', path, { signal })).role_assignments
      const [inferences, groups, ...granted] = await Promise.all([
        readInferences(bff, signal),
        accountNames(bff, 'groups', groupIds, signal),
        grantsOf(of),
        ...groupIds.map((id) => grantsOf(`/role_assignments?include_names=true&group.id=${encodeURIComponent(id)}`)),
      ])
      return { ...page, rows: explained(page.rows, granted.flat(), groups, inferences) }
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
