import { z } from 'zod'
import { invalid, notFound } from '#platform/errors'
import { newHexId } from '#platform/ids'
import { readAs } from '#platform/service/read-as'
import { hashPassword } from '../domain/password.ts'
import { findDomain } from '../store/domain-store.ts'
import { identityPage } from '../store/listing.ts'
import { userListing } from '../store/listings.ts'
import { findProject } from '../store/project-store.ts'
import * as users from '../store/user-store.ts'
import { extraOf, userOptions } from './extra-attributes.ts'
import { description, id, name, password, text } from './fields.ts'
import type { IdentityDeps } from './identity-deps.ts'
import { filterBy, searchable } from './list-filters.ts'
import { inScopeOf, listedDomain, newUser, ownDomain, thisUser } from './policy-targets.ts'
import { route, routeWithBody } from './route.ts'
import { listed, listOf, nothing } from './view-list.ts'
import { userView, viewUser } from './view-user.ts'

const changeable = {
  password: password.nullable().optional(),
  default_project_id: id.nullable().optional(),
  email: text(255).nullable().optional(),
  description: description.nullable().optional(),
  enabled: z.boolean().optional(),
  options: userOptions.optional(),
  federated: z
    .array(z.never(), 'Nobody signs in through another identity provider here: leave it out.')
    .max(0, 'Nobody signs in through another identity provider here: leave it out.')
    .optional(),
}
const newUserAttributes = z.looseObject({ name: name(255), domain_id: id.nullable().optional(), ...changeable })
const createBody = z.object({ user: newUserAttributes })
const updateBody = z.object({ user: newUserAttributes.partial() })
const response = z.strictObject({ user: userView })

const filters = searchable('users', filterBy({ name: 'text', domain_id: 'id', enabled: 'flag' }))

/** What can only be true of users with passwords that expire, or of another identity provider: there are none. */
const ofNobody = {
  password_expires_at: { summary: 'Users whose password expires then: passwords never expire here.' },
  idp_id: { summary: 'Users of another identity provider: there are none here.' },
  protocol_id: { summary: 'Users of another identity provider: there are none here.' },
  unique_id: { summary: 'Users of another identity provider: there are none here.' },
} as const

/** Users: administrators keep them, everybody sees themselves. */
export const userRoutes = [
  route('GET /v3/users', {
    rule: 'identity:list_users',
    target: listedDomain,
    query: { parameters: { ...filters.parameters, ...ofNobody } },
    response: listOf('users', userView),
    summary: 'List users.',
    async handle({ db, maxLimit }, context) {
      const asked = filters.of(context, maxLimit)
      const isOfNobody = Object.keys(ofNobody).some((name) => context.query.has(name))
      const found = isOfNobody ? nothing(asked) : await identityPage(db, userListing, asked, inScopeOf(context))
      return listed(context, 'users', found, viewUser)
    },
  }),

  routeWithBody('POST /v3/users', readAs(createBody), {
    rule: 'identity:create_user',
    target: newUser,
    success: 201,
    response,
    summary: 'Create a user.',
    async handle(deps, context, { user }) {
      const domainId = user.domain_id ?? ownDomain(context.caller)
      if (!(await findDomain(deps.db, domainId))) throw notFound('Domain', domainId)
      const change = await changeOf(deps, user)
      const row = await users.insertUser(deps.db, { ...change, id: newHexId(), domain_id: domainId, name: user.name })
      return { status: 201, body: { user: viewUser(context, row) } }
    },
  }),

  route('GET /v3/users/:id', {
    rule: 'identity:get_user',
    target: thisUser,
    response,
    summary: 'Show a user.',
    async handle({ db }, context) {
      const userId = context.params['id']!
      const row = await users.findUser(db, userId)
      if (!row) throw notFound('User', userId)
      return { body: { user: viewUser(context, row) } }
    },
  }),

  routeWithBody('PATCH /v3/users/:id', readAs(updateBody), {
    rule: 'identity:update_user',
    target: thisUser,
    response,
    summary: 'Change a user; another password, or disabling them, revokes their tokens.',
    async handle(deps, context, { user }) {
      const userId = context.params['id']!
      const known = await users.findUser(deps.db, userId)
      if (!known) throw notFound('User', userId)
      if (user.domain_id !== undefined && user.domain_id !== known.domain_id)
        throw invalid('A user stays in their domain. Leave domain_id out.', 'user.domain_id')
      const row = await users.updateUser(deps.db, userId, await changeOf(deps, user))
      if (!row) throw notFound('User', userId)
      return { body: { user: viewUser(context, row) } }
    },
  }),

  route('DELETE /v3/users/:id', {
    rule: 'identity:delete_user',
    target: thisUser,
    success: 204,
    summary: 'Delete a user with their grants and tokens.',
    async handle({ db }, { params }) {
      if (!(await users.deleteUser(db, params['id']!))) throw notFound('User', params['id']!)
      return { status: 204 }
    },
  }),
]

async function changeOf({ db }: IdentityDeps, given: z.infer<typeof updateBody>['user']) {
  const { password, default_project_id: projectId, name, email, description, enabled, options } = given
  if (projectId && !(await findProject(db, projectId))) throw notFound('Project', projectId)
  return {
    extra: extraOf(newUserAttributes, given),
    ...(options !== undefined && { options }),
    ...(name !== undefined && { name }),
    ...(email !== undefined && { email }),
    ...(description !== undefined && { description: description ?? '' }),
    ...(enabled !== undefined && { enabled }),
    ...(projectId !== undefined && { default_project_id: projectId }),
    ...(password !== undefined && { password_hash: password === null ? null : await hashPassword(password) }),
  }
}
