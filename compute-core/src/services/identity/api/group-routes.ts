import { z } from 'zod'
import { invalid, notFound } from '#platform/errors'
import { newHexId } from '#platform/ids'
import { readAs } from '#platform/service/read-as'
import { findDomain } from '../store/domain-store.ts'
import * as groups from '../store/group-store.ts'
import { identityPage } from '../store/listing.ts'
import { groupListing, userListing } from '../store/listings.ts'
import { findUser } from '../store/user-store.ts'
import { extraOf } from './extra-attributes.ts'
import { description, id, name } from './fields.ts'
import type { IdentityDeps } from './identity-deps.ts'
import { filterBy, searchable } from './list-filters.ts'
import { inScopeOf, listedGroups, newGroup, ownDomain, thisGroup, thisMember, thisUser } from './policy-targets.ts'
import { type RequestContext, route, routeWithBody } from './route.ts'
import { groupView, viewGroup } from './view-group.ts'
import { listed, listOf } from './view-list.ts'
import { userView, viewUser } from './view-user.ts'

const newGroupAttributes = z.looseObject({
  name: name(64),
  domain_id: id.nullable().optional(),
  description: description.nullable().optional(),
})
const createBody = z.object({ group: newGroupAttributes })
const updateBody = z.object({ group: newGroupAttributes.partial() })
const response = z.strictObject({ group: groupView })

const filters = searchable('groups', filterBy({ name: 'text', domain_id: 'id' }))
const filtersOfUsers = searchable('users', filterBy({ name: 'text', domain_id: 'id', enabled: 'flag' }))

/** Groups: administrators and managers of domains keep them and their members. */
export const groupRoutes = [
  route('GET /v3/groups', {
    rule: 'identity:list_groups',
    target: listedGroups,
    query: { parameters: filters.parameters },
    response: listOf('groups', groupView),
    summary: 'List groups.',
    async handle({ db, maxLimit }, context) {
      const found = await identityPage(db, groupListing, filters.of(context, maxLimit), inScopeOf(context))
      return listed(context, 'groups', found, viewGroup)
    },
  }),

  routeWithBody('POST /v3/groups', readAs(createBody), {
    rule: 'identity:create_group',
    target: newGroup,
    success: 201,
    response,
    summary: 'Create a group.',
    async handle({ db }, context, { group }) {
      const domainId = group.domain_id ?? ownDomain(context.caller)
      if (!(await findDomain(db, domainId))) throw notFound('Domain', domainId)
      const row = await groups.insertGroup(db, {
        id: newHexId(),
        domain_id: domainId,
        name: group.name,
        description: group.description ?? '',
        extra: extraOf(newGroupAttributes, group),
      })
      return { status: 201, body: { group: viewGroup(context, row) } }
    },
  }),

  route('GET /v3/groups/:id', {
    rule: 'identity:get_group',
    target: thisGroup,
    response,
    summary: 'Show a group.',
    handle: async (deps, context) => ({ body: { group: viewGroup(context, await groupOf(deps, context)) } }),
  }),

  routeWithBody('PATCH /v3/groups/:id', readAs(updateBody), {
    rule: 'identity:update_group',
    target: thisGroup,
    response,
    summary: 'Change a group.',
    async handle(deps, context, { group }) {
      const known = await groupOf(deps, context)
      if (group.domain_id !== undefined && group.domain_id !== known.domain_id)
        throw invalid('A group stays in its domain. Leave domain_id out.', 'group.domain_id')
      const row = await groups.updateGroup(deps.db, known.id, {
        ...(group.name !== undefined && { name: group.name }),
        ...(group.description !== undefined && { description: group.description ?? '' }),
        extra: extraOf(newGroupAttributes, group),
      })
      if (!row) throw notFound('Group', known.id)
      return { body: { group: viewGroup(context, row) } }
    },
  }),

  route('DELETE /v3/groups/:id', {
    rule: 'identity:delete_group',
    target: thisGroup,
    success: 204,
    summary: 'Delete a group with what is granted to it.',
    async handle({ db }, { params }) {
      if (!(await groups.deleteGroup(db, params['id']!))) throw notFound('Group', params['id']!)
      return { status: 204 }
    },
  }),

  route('GET /v3/groups/:id/users', {
    rule: 'identity:list_users_in_group',
    target: thisGroup,
    query: { parameters: filtersOfUsers.parameters },
    response: listOf('users', userView),
    summary: 'List the users of a group.',
    async handle(deps, context) {
      const { id } = await groupOf(deps, context)
      const asked = filtersOfUsers.of(context, deps.maxLimit)
      return listed(context, 'users', await identityPage(deps.db, userListing, asked, [], [groups.isIn(id)]), viewUser)
    },
  }),

  route('GET /v3/groups/:id/users/:user', {
    rule: 'identity:check_user_in_group',
    target: thisMember,
    success: 204,
    summary: 'Check that a user is in a group.',
    async handle({ db }, { params }) {
      if (!(await groups.isMember(db, params['id']!, params['user']!)))
        throw notFound(`In group ${params['id']}, user`, params['user']!)
      return { status: 204 }
    },
  }),

  route('PUT /v3/groups/:id/users/:user', {
    rule: 'identity:add_user_to_group',
    target: thisMember,
    success: 204,
    summary: 'Add a user to a group.',
    async handle(deps, context) {
      const { id } = await groupOf(deps, context)
      const userId = context.params['user']!
      if (!(await findUser(deps.db, userId))) throw notFound('User', userId)
      await groups.addMember(deps.db, id, userId)
      return { status: 204 }
    },
  }),

  route('DELETE /v3/groups/:id/users/:user', {
    rule: 'identity:remove_user_from_group',
    target: thisMember,
    success: 204,
    summary: 'Remove a user from a group; what they held through it they hold no longer, their tokens neither.',
    async handle({ db }, { params }) {
      if (!(await groups.removeMember(db, params['id']!, params['user']!)))
        throw notFound(`In group ${params['id']}, user`, params['user']!)
      return { status: 204 }
    },
  }),

  route('GET /v3/users/:id/groups', {
    rule: 'identity:list_groups_for_user',
    target: thisUser,
    query: { parameters: filters.parameters },
    response: listOf('groups', groupView.extend({ membership_expires_at: z.null() })),
    summary: 'List the groups of a user.',
    async handle({ db, maxLimit }, context) {
      const userId = context.params['id']!
      if (!(await findUser(db, userId))) throw notFound('User', userId)
      const asked = filters.of(context, maxLimit)
      const found = await identityPage(db, groupListing, asked, [], [groups.hasMember(userId)])
      return listed(context, 'groups', found, (_, row) => ({ ...viewGroup(context, row), membership_expires_at: null }))
    },
  }),
]

async function groupOf({ db }: IdentityDeps, { params }: RequestContext): Promise<groups.GroupRow> {
  const row = await groups.findGroup(db, params['id']!)
  if (!row) throw notFound('Group', params['id']!)
  return row
}
