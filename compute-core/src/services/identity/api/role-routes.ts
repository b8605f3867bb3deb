import { z } from 'zod'
import { forbidden, invalid, notFound } from '#platform/errors'
import { newHexId } from '#platform/ids'
import { readAs } from '#platform/service/read-as'
import { isDefaultRole } from '../domain/default-roles.ts'
import { identityPage } from '../store/listing.ts'
import { roleListing } from '../store/listings.ts'
import * as roles from '../store/role-store.ts'
import { findDomain } from '../store/domain-store.ts'
import { extraOf, resourceOptions } from './extra-attributes.ts'
import { description, id, name } from './fields.ts'
import type { IdentityDeps } from './identity-deps.ts'
import { filterBy, searchable } from './list-filters.ts'
import { thisRole } from './policy-targets.ts'
import { type RequestContext, route, routeWithBody } from './route.ts'
import { listed, listOf } from './view-list.ts'
import { roleView, viewRole } from './view-role.ts'

const newRole = z.looseObject({
  name: name(255),
  description: description.nullable().optional(),
  domain_id: id.nullable().optional(),
  options: resourceOptions.optional(),
})
const createBody = z.object({ role: newRole })
const updateBody = z.object({ role: newRole.partial() })
const response = z.strictObject({ role: roleView })

const filters = searchable('roles', filterBy({ name: 'text' }))

/** Roles: administrators keep their own beside the cloud's five. */
export const roleRoutes = [
  route('GET /v3/roles', {
    query: {
      parameters: {
        ...filters.parameters,
        domain_id: { summary: 'The roles of one domain; without it those of the whole cloud.' },
      },
    },
    response: listOf('roles', roleView),
    summary: 'List roles.',
    async handle({ db, maxLimit }, context) {
      const domainId = context.query.one('domain_id') || null
      context.permit(domainId === null ? 'identity:list_roles' : 'identity:list_domain_roles')
      const asked = filters.of(context, maxLimit)
      return listed(
        context,
        'roles',
        await identityPage(db, roleListing, asked, [], [roles.isRoleOf(domainId)]),
        viewRole,
      )
    },
  }),

  routeWithBody('POST /v3/roles', readAs(createBody), {
    rule: 'identity:create_role',
    target: () => ({}),
    success: 201,
    response,
    summary: 'Create a role.',
    async handle({ db }, context, { role }) {
      const { name, description, domain_id: domainId = null, options } = role
      context.permit(domainId === null ? 'identity:create_role' : 'identity:create_domain_role', {})
      if (domainId !== null && !(await findDomain(db, domainId))) throw notFound('Domain', domainId)
      const row = await roles.insertRole(db, {
        id: newHexId(),
        name,
        description: description ?? '',
        domain_id: domainId,
        options,
        extra: extraOf(newRole, role),
      })
      return { status: 201, body: { role: viewRole(context, row) } }
    },
  }),

  route('GET /v3/roles/:id', {
    rule: 'identity:get_role',
    target: thisRole,
    response,
    summary: 'Show a role.',
    handle: async (deps, context) => ({ body: { role: viewRole(context, await roleOf(deps, context, 'get')) } }),
  }),

  routeWithBody('PATCH /v3/roles/:id', readAs(updateBody), {
    rule: 'identity:update_role',
    target: thisRole,
    response,
    summary: 'Change a role that is not the cloud’s own.',
    async handle(deps, context, { role }) {
      const known = await roleOf(deps, context, 'update')
      const { id } = known
      refuseDefault(known)
      if (role.domain_id !== undefined && role.domain_id !== known.domain_id)
        throw invalid('A role stays in its domain. Leave domain_id out.', 'role.domain_id')
      const row = await roles.updateRole(deps.db, id, {
        extra: extraOf(newRole, role),
        ...(role.options !== undefined && { options: role.options }),
        ...(role.name !== undefined && { name: role.name }),
        ...(role.description !== undefined && { description: role.description ?? '' }),
      })
      if (!row) throw notFound('Role', id)
      return { body: { role: viewRole(context, row) } }
    },
  }),

  route('DELETE /v3/roles/:id', {
    rule: 'identity:delete_role',
    target: thisRole,
    success: 204,
    summary: 'Delete a role, and every grant of it, that is not the cloud’s own.',
    async handle(deps, context) {
      const known = await roleOf(deps, context, 'delete')
      refuseDefault(known)
      await roles.deleteRole(deps.db, known.id)
      return { status: 204 }
    },
  }),
]

/** The role of the path; for one of a domain there is another rule. */
async function roleOf(
  { db }: IdentityDeps,
  { params, permit }: RequestContext,
  what: 'get' | 'update' | 'delete',
): Promise<roles.RoleRow> {
  const row = await roles.findRole(db, params['id']!)
  if (!row) throw notFound('Role', params['id']!)
  if (row.domain_id !== null) permit(`identity:${what}_domain_role`, {})
  return row
}

function refuseDefault(role: roles.RoleRow): void {
  if (isDefaultRole(role))
    throw forbidden(`The role ${role.name} belongs to the cloud and stays as it is. Create a role of your own instead.`)
}
