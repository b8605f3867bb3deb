import { forbidden } from '#platform/errors'
import type { Caller } from '#platform/http/caller'
import type { ProjectId } from '#platform/ids'

/** The project that the caller may make something in: their own, or for an administrator any that the body names. */
export function projectToMakeIn(caller: Caller, rule: string, named: string | undefined): ProjectId {
  permitWriting(caller, rule)
  const projectId = (named ?? caller.projectId) as ProjectId | null
  if (projectId === null) throw forbidden(`${rule} needs a token that is scoped to a project.`)
  if (projectId !== caller.projectId) permitAdmin(caller, `${rule} for another project`)
  return projectId
}

/** Lets the owner write, and an administrator; a thing that is only shared with the caller is not theirs to change. */
export function permitOwner(caller: Caller, rule: string, owner: string): void {
  permitWriting(caller, rule)
  if (owner !== caller.projectId) permitAdmin(caller, rule)
}

/** Lets administrators on. */
export function permitAdmin(caller: Caller, rule: string): void {
  if (!caller.isAdmin) throw forbidden(`(rule:${rule}) is disallowed by policy. Ask an administrator of this cloud.`)
}

function permitWriting(caller: Caller, rule: string) {
  if (!caller.isAdmin && !caller.roles.includes('member'))
    throw forbidden(`(rule:${rule}) is disallowed by policy: it takes the role member in this project.`)
}
