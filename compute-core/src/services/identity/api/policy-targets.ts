import { type Condition, equals } from '../domain/list-filter.ts'
import { findCredential, findEc2Credential } from '../store/credential-store.ts'
import { findDomain } from '../store/domain-store.ts'
import { findGroup, type GroupRow } from '../store/group-store.ts'
import { findProject, type ProjectRow } from '../store/project-store.ts'
import { findRole } from '../store/role-store.ts'
import { findTrust } from '../store/trust-store.ts'
import { findUser } from '../store/user-store.ts'
import type { RequestContext, TargetOf } from './route.ts'

// The attributes under the names that Keystone's rules have for them. What does not exist has none: a rule that needs one refuses,
// and who may not see a thing does not learn whether there is one.

/** The project of the path. */
export const thisProject: TargetOf = async ({ db }, context) => ({
  attributes: attributesOfProject(named(context, await findProject(db, context.params['id']!))),
})

/** Tells the audit what is called so, which nobody can look up once it is gone. */
function named<Row extends { name: string }>(context: RequestContext, row: Row | undefined): Row | undefined {
  if (row) context.note({ target: { name: row.name } })
  return row
}

const attributesOfProject = (project: ProjectRow | undefined) => ({
  'target.project.id': project?.id,
  'target.project.domain_id': project?.domain_id,
})

/** The project that a body asks for. */
export const newProject: TargetOf = async ({ db }, { caller }, input) => {
  // A project that is a domain is in none.
  if (valueAt(input, 'project', 'is_domain') === true) return { attributes: { 'target.project.domain_id': null } }
  const parentId = textAt(input, 'project', 'parent_id')
  const parent = parentId === undefined ? undefined : await findProject(db, parentId)
  return {
    attributes: {
      'target.project.domain_id':
        textAt(input, 'project', 'domain_id') ?? parent?.domain_id ?? parentId ?? ownDomain(caller),
    },
  }
}

/** The user of the path. */
export const thisUser: TargetOf = async ({ db }, context) => {
  const id = context.params['id']!
  const user = named(context, await findUser(db, id))
  return {
    userId: id,
    attributes: { 'target.user.id': user?.id, 'target.user.domain_id': user?.domain_id },
  }
}

/** The user that a body asks for. */
export const newUser: TargetOf = (_deps, { caller }, input) => ({
  attributes: { 'target.user.domain_id': textAt(input, 'user', 'domain_id') ?? ownDomain(caller) },
})

/** The group of the path. */
export const thisGroup: TargetOf = async ({ db }, context) => ({
  attributes: attributesOfGroup(named(context, await findGroup(db, context.params['id']!))),
})

const attributesOfGroup = (group: GroupRow | undefined) => ({
  'target.group.id': group?.id,
  'target.group.domain_id': group?.domain_id,
})

/** The group that a body asks for. */
export const newGroup: TargetOf = (_deps, { caller }, input) => ({
  attributes: { 'target.group.domain_id': textAt(input, 'group', 'domain_id') ?? ownDomain(caller) },
})

/** The domain of which groups are listed. */
export const listedGroups: TargetOf = (_deps, context) => ({
  attributes: { 'target.group.domain_id': domainOfList(context) },
})

/** A user in a group: both of the path. */
export const thisMember: TargetOf = async ({ db }, context) => {
  const { params } = context
  const [group, user] = [named(context, await findGroup(db, params['id']!)), await findUser(db, params['user']!)]
  return { attributes: { ...attributesOfGroup(group), 'target.user.domain_id': user?.domain_id } }
}

/** Where what is made without a domain belongs: to that of the token, or else to that of its user. */
export const ownDomain = ({ scopeDomain, domain }: RequestContext['caller']): string => scopeDomain?.id ?? domain.id

/** The domain of which a list is asked for: by a token for a domain, that one unless another is named. */
const domainOfList = ({ query, caller }: RequestContext): string | undefined =>
  query.one('domain_id') ?? caller.scopeDomain?.id

/** What a list is of: the domain that is asked for, or that of a token that is for one. */
export const inScopeOf = (context: RequestContext): Condition[] => {
  const domainId = domainOfList(context)
  return domainId === undefined ? [] : [equals('domain_id', domainId)]
}

/** The domains that are listed: with a token for a domain, that one. */
export const listedDomains: TargetOf = (_deps, { caller }) => ({
  attributes: { 'target.domain.id': caller.scopeDomain?.id },
})

/** What belongs to the user of the path, and is asked about under several names. */
export const ofUser: TargetOf = (_deps, { params }) => ({
  userId: params['user']!,
  attributes: { 'target.user.id': params['user']! },
})

/** A credential that the user of the path is to have. */
export const ofCredentialsOwner: TargetOf = (_deps, { params }) => attributesOfCredential(params['user'])

const attributesOfCredential = (userId: string | undefined) => ({
  attributes: { 'target.credential.user_id': userId },
})

/** The caller's own credentials. */
export const ownCredentials: TargetOf = (_deps, { caller }) => attributesOfCredential(caller.userId)

/** The credential of the path. */
export const thisCredential: TargetOf = async ({ db }, { params }) =>
  attributesOfCredential((await findCredential(db, params['id']!))?.user_id)

/** The EC2 credential of the path; whose it is the path says too, and must say right. */
export const thisEc2Credential: TargetOf = async ({ db }, { params }) => {
  const userId = (await findEc2Credential(db, params['access']!))?.user_id
  return attributesOfCredential(userId === params['user'] ? userId : undefined)
}

/** The credential that a body asks for. */
export const newCredential: TargetOf = (_deps, { caller }, input) =>
  attributesOfCredential(textAt(input, 'credential', 'user_id') ?? caller.userId)

/** The trust of the path. */
export const thisTrust: TargetOf = async ({ db, clock }, { params }) => {
  const trust = await findTrust(db, params['id']!, clock.now())
  return {
    attributes: {
      'target.trust.trustor_user_id': trust?.trustor_user_id,
      'target.trust.trustee_user_id': trust?.trustee_user_id,
    },
  }
}

/** The trust that a body asks for: trustors make their own, and trustees may give on what they were trusted with. */
export const newTrust: TargetOf = async ({ db, clock }, { caller }, input) => {
  const trustor = textAt(input, 'trust', 'trustor_user_id')
  const trustId = caller.delegation?.trustId ?? null
  const above = trustId === null ? undefined : await findTrust(db, trustId, clock.now())
  // Without impersonation the token says who the trustee is, and acts for the trustor all the same.
  const isGivenOn = above !== undefined && above.trustor_user_id === trustor
  return { attributes: { 'target.trust.trustor_user_id': isGivenOn ? caller.userId : trustor } }
}

/** The domain of the path. */
export const thisDomain: TargetOf = (_deps, { params }) => ({ attributes: { 'target.domain.id': params['id'] } })

/** The domain of which a list is asked for. */
export const listedDomain: TargetOf = (_deps, context) => ({
  attributes: { 'target.domain_id': domainOfList(context) },
})

/** The role of the path. */
export const thisRole: TargetOf = async ({ db }, context) => {
  const role = named(context, await findRole(db, context.params['id']!))
  return { attributes: { 'target.role.name': role?.name, 'target.role.domain_id': role?.domain_id } }
}

/** A grant: its user or group, its role, and the project or domain on which it is. */
export const thisGrant: TargetOf = async ({ db }, context) => {
  const { project, domain, user, group, role } = context.params
  const known = {
    project: project === undefined ? undefined : await findProject(db, project),
    domain: domain === undefined ? undefined : await findDomain(db, domain),
    user: user === undefined ? undefined : await findUser(db, user),
    group: group === undefined ? undefined : await findGroup(db, group),
    role: role === undefined ? undefined : await findRole(db, role),
  }
  named(context, known.project ?? known.domain ?? known.user ?? known.group)
  return {
    attributes: {
      ...attributesOfProject(known.project),
      ...attributesOfGroup(known.group),
      'target.domain.id': known.domain?.id,
      'target.user.id': known.user?.id,
      'target.user.domain_id': known.user?.domain_id,
      'target.role.name': known.role?.name,
      'target.role.domain_id': known.role?.domain_id,
    },
  }
}

/** The text under `path` of a body that nobody has checked yet. */
function textAt(input: unknown, ...path: readonly string[]): string | undefined {
  const found = valueAt(input, ...path)
  return typeof found === 'string' && !found.includes('\0') ? found : undefined
}

const valueAt = (input: unknown, ...path: readonly string[]): unknown =>
  path.reduce<unknown>(
    (at, key) => (typeof at === 'object' && at !== null ? (at as Record<string, unknown>)[key] : undefined),
    input,
  )
