import type { AssignmentView } from '@kilonova/compute-core/services/identity/api/view-assignment'

/** A role that a user has in effect, with how they come to it. */
export interface EffectiveRole {
  assignment: AssignmentView
  /** The group that it is granted to; null where it is the user's own. */
  group: { id: string; name: string } | null
  /** The granted roles that imply it; none where it is granted itself. */
  impliedBy: readonly string[]
}

interface Inference {
  prior_role: { id: string; name: string }
  implies: readonly { id: string }[]
}

/** The group through which a user holds an effective role. */
export const groupOf = ({ links: { membership } }: AssignmentView): string | null =>
  /\/groups\/([^/]+)\/users\//.exec(membership ?? '')?.[1] ?? null

/** Where a role is held, as one word. */
const placeOf = ({ scope }: Pick<AssignmentView, 'scope'>) =>
  'project' in scope ? `project ${scope.project.id}` : 'domain' in scope ? `domain ${scope.domain.id}` : 'system'

/**
 * How a user comes to each of these roles: `granted` are the grants to them and their groups, and a role that is not among them is implied
 * by one that is, be it over several steps.
 */
export function explained(
  effective: readonly AssignmentView[],
  granted: readonly AssignmentView[],
  groups: ReadonlyMap<string, string>,
  inferences: readonly Inference[],
): EffectiveRole[] {
  const rolesAt = Map.groupBy(granted, (grant) => `${grant.group?.id ?? ''} ${placeOf(grant)}`)
  return effective.map((assignment) => {
    const groupId = groupOf(assignment)
    const there = rolesAt.get(`${groupId ?? ''} ${placeOf(assignment)}`) ?? []
    const isGranted = there.some(({ role }) => role.id === assignment.role.id)
    const roots = there.filter(({ role }) => impliedBy(role.id, inferences).has(assignment.role.id))
    return {
      assignment,
      group: groupId === null ? null : { id: groupId, name: groups.get(groupId) ?? groupId },
      impliedBy: isGranted ? [] : roots.map(({ role }) => role.name ?? role.id),
    }
  })
}

/** All roles that `roleId` implies, be it over several steps. */
function impliedBy(roleId: string, inferences: readonly Inference[]): ReadonlySet<string> {
  const found = new Set<string>()
  const waiting = [roleId]
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop())
    for (const { id: implied } of inferences.find(({ prior_role: prior }) => prior.id === id)?.implies ?? [])
      if (!found.has(implied)) {
        found.add(implied)
        waiting.push(implied)
      }
  return found
}
