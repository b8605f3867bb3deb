/** What tells a role assignment from all others. */
export interface AssignmentKey {
  roleId: string
  userId: string | null
  groupId: string | null
  /** The group through which the user holds it, where groups are resolved. */
  viaGroupId: string | null
  projectId: string | null
  domainId: string | null
}

/** The marker of a role assignment in lists of them: it has no id, but its links tell it from all others. */
export const markerOfAssignment = ({
  links: { assignment, membership },
}: {
  links: { assignment: string; membership?: string | undefined }
}): string => [assignment, ...(membership === undefined ? [] : [membership])].map(belowVersion).join(' ')

const belowVersion = (address: string) => address.replace(/^.*\/v3\//, '')

const assignmentPath = /^(?:projects\/([^/]+)|domains\/([^/]+)|system)\/(users|groups)\/([^/]+)\/roles\/([^/]+)$/
const membershipPath = /^groups\/([^/]+)\/users\/([^/]+)$/

/** Which assignment a marker names; undefined for what is none. The links themselves are markers, too. */
export function readAssignmentMarker(marker: string): AssignmentKey | undefined {
  const [assignment, membership, ...rest] = marker.split(' ').map(belowVersion)
  const [, projectId = null, domainId = null, kind, holder, roleId] = assignmentPath.exec(assignment!) ?? []
  if (holder === undefined || roleId === undefined || rest.length > 0) return undefined
  const where = { roleId, projectId, domainId }
  if (membership === undefined) {
    const [userId, groupId] = kind === 'users' ? [holder, null] : [null, holder]
    return { ...where, userId, groupId, viaGroupId: null }
  }
  const [, group, userId] = membershipPath.exec(membership) ?? []
  if (kind !== 'groups' || group !== holder || userId === undefined) return undefined
  return { ...where, userId, groupId: null, viaGroupId: holder }
}
