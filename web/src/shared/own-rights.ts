import type { AssignmentView } from '@kilonova/compute-core/services/identity/api/view-assignment'
import type { GroupView } from '@kilonova/compute-core/services/identity/api/view-group'
import {
  markerOfAssignment,
  readAssignmentMarker,
} from '@kilonova/compute-core/services/identity/domain/assignment-marker'
import { queryOptions } from '@tanstack/react-query'
import { api } from './api.ts'
import type { Bff, Project } from './bff.ts'
import type { GrantPlace, Holder } from './roles-query.ts'

/** A grant by which somebody is an administrator. */
export interface Way {
  roleId: string
  /** Null where it is granted on the whole cloud. */
  project: { id: string; domainId: string | null } | null
  /** The group through which they have it; null where it is their own. */
  groupId: string | null
}

/** What makes somebody what they are to the cloud. */
export interface OwnRights {
  userId: string
  domainId: string | null
  groups: readonly { id: string; domainId: string }[]
  ways: readonly Way[]
}

/** What an administrator is about to do, as far as it may cost themselves their rights. */
export type Act =
  | { kind: 'revoke-role'; roleId: string; place: GrantPlace; holder: Pick<Holder, 'kind' | 'id'> }
  | { kind: 'remove-from-group'; groupId: string; userId: string }
  | { kind: 'delete-group'; groupId: string }
  | { kind: 'close-project'; id: string }
  | { kind: 'disable-domain' | 'delete-domain'; id: string }

/** Whether `act` may concern somebody at all; nobody loses anything by what is taken from another person. */
export function mayConcern(act: Act, userId: string): boolean {
  if (act.kind === 'revoke-role') return act.holder.kind === 'group' || act.holder.id === userId
  return act.kind !== 'remove-from-group' || act.userId === userId
}

/** Whether somebody with these rights, who works in these `projects`, is no administrator any more once `act` is done. */
export function endsAdministration(rights: OwnRights, act: Act, projects: readonly Project[]): boolean {
  // A project that is disabled is no way now.
  const isOpen = ({ project }: Way) =>
    project === null || projects.some(({ id, isAdmin }) => id === project.id && isAdmin)
  const ways = rights.ways.filter(isOpen)
  return ways.length > 0 && ways.every((way) => isTakenBy(act, way, rights))
}

/** Whether `act` takes something from a group that somebody with these rights is in. */
export function isAboutOwnGroup({ groups }: OwnRights, act: Act): boolean {
  if (act.kind === 'delete-group') return groups.some(({ id }) => id === act.groupId)
  return act.kind === 'revoke-role' && act.holder.kind === 'group' && groups.some(({ id }) => id === act.holder.id)
}

function isTakenBy(act: Act, way: Way, rights: OwnRights): boolean {
  const { project, groupId } = way
  switch (act.kind) {
    case 'revoke-role':
      return act.roleId === way.roleId && isAt(act.place, way) && isHeldBy(act.holder, way, rights)
    case 'remove-from-group':
      return act.userId === rights.userId && groupId === act.groupId
    case 'delete-group':
      return groupId === act.groupId
    case 'close-project':
      return project?.id === act.id
    case 'disable-domain':
    case 'delete-domain': {
      const isGroupOfIt = rights.groups.some(({ id, domainId }) => id === groupId && domainId === act.id)
      const isOfIt = rights.domainId === act.id || project?.domainId === act.id
      return isOfIt || (act.kind === 'delete-domain' && isGroupOfIt)
    }
  }
}

const isAt = (place: GrantPlace, { project }: Way): boolean =>
  place.kind === 'system' ? project === null : place.kind === 'project' && place.id === project?.id

const isHeldBy = ({ kind, id }: Pick<Holder, 'kind' | 'id'>, { groupId }: Way, { userId }: OwnRights): boolean =>
  kind === 'group' ? groupId === id : groupId === null && id === userId

/** What makes the person who is signed in an administrator. */
export const ownRightsQuery = (bff: Bff, userId: string) =>
  queryOptions({
    queryKey: [bff.scope, 'own rights', userId],
    queryFn: async ({ signal }): Promise<OwnRights> => {
      const id = encodeURIComponent(userId)
      const path = `/role_assignments?include_names=true&effective=true&user.id=${id}&kilonova:q=role:admin`
      const [{ role_assignments: assignments }, { groups }] = await Promise.all([
        api(bff).read<{ role_assignments: AssignmentView[] }>('identity', path, { signal }),
        api(bff).read<{ groups: GroupView[] }>('identity', `/users/${id}/groups`, { signal }),
      ])
      return rightsIn(userId, assignments, groups)
    },
    meta: { staleAfter: [{ topic: 'project' }] },
  })

/** What `assignments`, those that somebody has in effect, make of them. */
export function rightsIn(
  userId: string,
  assignments: readonly AssignmentView[],
  groups: readonly Pick<GroupView, 'id' | 'domain_id'>[],
): OwnRights {
  const counts = ({ role, scope }: AssignmentView) => role.name === 'admin' && !('domain' in scope)
  return {
    userId,
    domainId: assignments[0]?.user?.domain?.id ?? null,
    groups: groups.map(({ id, domain_id: domainId }) => ({ id, domainId })),
    ways: assignments.filter(counts).map((assignment) => ({
      roleId: assignment.role.id,
      project:
        'project' in assignment.scope
          ? { id: assignment.scope.project.id, domainId: assignment.scope.project.domain?.id ?? null }
          : null,
      groupId: readAssignmentMarker(markerOfAssignment(assignment))?.viaGroupId ?? null,
    })),
  }
}
