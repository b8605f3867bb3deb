import { z } from 'zod'
import { forbidden, invalid, notFound } from '#platform/errors'
import { newHexId } from '#platform/ids'
import { readAs } from '#platform/service/read-as'
import { listAssignments } from '../store/grant-store.ts'
import { findProject } from '../store/project-store.ts'
import type { RoleRow } from '../store/role-store.ts'
import * as trusts from '../store/trust-store.ts'
import { findUser } from '../store/user-store.ts'
import {
  assertNoRestrictedCredential,
  assertUnrestricted,
  expiry,
  futureOf,
  roleRefs,
  rolesAskedFor,
} from './delegated-roles.ts'
import { extraOf } from './extra-attributes.ts'
import { id } from './fields.ts'
import type { IdentityDeps } from './identity-deps.ts'
import { filterBy } from './list-filters.ts'
import { newTrust, thisTrust } from './policy-targets.ts'
import { type RequestContext, route, routeWithBody } from './route.ts'
import { listOf, selfLink, viewList } from './view-list.ts'
import { roleView, viewRole } from './view-role.ts'

/** [trust]max_redelegation_count. */
const maxRedelegations = 3

const newTrustAttributes = z.looseObject({
  trustor_user_id: id,
  trustee_user_id: id,
  project_id: id,
  impersonation: z.boolean(),
  roles: roleRefs.min(1, 'A trust is for one role at least.'),
  expires_at: expiry.nullable().optional(),
  remaining_uses: z.number().int().min(1).max(2_147_483_647).nullable().optional(),
  allow_redelegation: z.boolean().nullable().optional(),
  redelegation_count: z.number().int().min(0).max(maxRedelegations).nullable().optional(),
})
const createBody = z.object({ trust: newTrustAttributes })
type Given = z.output<typeof newTrustAttributes>

const trustView = z.looseObject({
  id: z.string(),
  trustor_user_id: z.string(),
  trustee_user_id: z.string(),
  project_id: z.string(),
  impersonation: z.boolean(),
  expires_at: z.string().nullable(),
  remaining_uses: z.number().nullable(),
  redelegation_count: z.number(),
  redelegated_trust_id: z.string().nullable(),
  deleted_at: z.null(),
  links: selfLink,
})
const withRoles = trustView.extend({ roles: z.array(roleView), roles_links: z.unknown() })
const response = z.strictObject({ trust: withRoles })

const filters = filterBy({ trustor_user_id: 'id', trustee_user_id: 'id' })

/** Trusts: a user lets another act on a project in some of their roles. */
export const trustRoutes = [
  route('GET /v3/OS-TRUST/trusts', {
    query: { parameters: filters.parameters },
    response: listOf('trusts', trustView),
    summary: 'List trusts: all, or those by one user or to one.',
    async handle({ db, clock }, context) {
      const { one, has } = context.query
      if (has('trustor_user_id'))
        context.permit('identity:list_trusts_for_trustor', target({ trustor_user_id: one('trustor_user_id')! }))
      if (has('trustee_user_id'))
        context.permit('identity:list_trusts_for_trustee', target({ trustee_user_id: one('trustee_user_id')! }))
      if (!has('trustor_user_id') && !has('trustee_user_id')) context.permit('identity:list_trusts')
      const rows = await trusts.listTrusts(db, filters.of(context.query), clock.now())
      return {
        body: viewList(
          context,
          'trusts',
          rows.map((row) => viewTrust(context, row)),
        ),
      }
    },
  }),

  routeWithBody('POST /v3/OS-TRUST/trusts', readAs(createBody), {
    rule: 'identity:create_trust',
    target: newTrust,
    success: 201,
    response,
    summary: 'Let another user act on a project in some of one’s roles.',
    async handle(deps, context, { trust }) {
      const { db, clock } = deps
      if (!(await findUser(db, trust.trustee_user_id))) throw notFound('User', trust.trustee_user_id)
      if (!(await findProject(db, trust.project_id))) throw notFound('Project', trust.project_id)
      const expiresAt = futureOf(trust.expires_at, clock.now(), 'trust.expires_at')
      const above = await redelegatedFrom(deps, context, trust, expiresAt)
      const roles = await rolesOf(deps, context, trust)
      const row = await trusts.insertTrust(db, {
        id: newHexId(),
        trustor_user_id: trust.trustor_user_id,
        trustee_user_id: trust.trustee_user_id,
        project_id: trust.project_id,
        impersonation: trust.impersonation,
        expires_at: expiresAt ?? above?.expires_at ?? null,
        remaining_uses: trust.remaining_uses ?? null,
        redelegation_count: redelegationsOf(trust, above),
        redelegated_trust_id: above?.id ?? null,
        roleIds: roles.map((role) => role.id),
        extra: extraOf(newTrustAttributes, trust),
      })
      return { status: 201, body: { trust: await viewWithRoles(deps, context, row) } }
    },
  }),

  route('GET /v3/OS-TRUST/trusts/:id', {
    rule: 'identity:get_trust',
    target: thisTrust,
    response,
    summary: 'Show a trust.',
    async handle(deps, context) {
      return { body: { trust: await viewWithRoles(deps, context, await trustOf(deps, context)) } }
    },
  }),

  route('DELETE /v3/OS-TRUST/trusts/:id', {
    rule: 'identity:delete_trust',
    target: thisTrust,
    success: 204,
    summary: 'Take a trust back, with its tokens and the trusts that were made from it.',
    async handle({ db }, context) {
      const { params } = context
      assertUnrestricted(context, 'take a trust back')
      if (!(await trusts.deleteTrust(db, params['id']!))) throw notFound('Trust', params['id']!)
      return { status: 204 }
    },
  }),

  route('GET /v3/OS-TRUST/trusts/:id/roles', {
    rule: 'identity:list_roles_for_trust',
    target: thisTrust,
    response: listOf('roles', roleView),
    summary: 'List the roles that a trust is for.',
    async handle(deps, context) {
      const { id } = await trustOf(deps, context)
      const views = (await trusts.listTrustRoles(deps.db, id)).map((row) => viewRole(context, row))
      return { body: viewList(context, 'roles', views) }
    },
  }),

  route('GET /v3/OS-TRUST/trusts/:id/roles/:role', {
    rule: 'identity:get_role_for_trust',
    target: thisTrust,
    response: z.strictObject({ role: roleView }),
    summary: 'Show a role that a trust is for.',
    async handle(deps, context) {
      const { id } = await trustOf(deps, context)
      const found = (await trusts.listTrustRoles(deps.db, id)).find((role) => role.id === context.params['role'])
      if (!found) throw notFound('Role', context.params['role']!)
      return { body: { role: viewRole(context, found) } }
    },
  }),
]

const target = (trust: { trustor_user_id?: string; trustee_user_id?: string }) => ({
  attributes: {
    'target.trust.trustor_user_id': trust.trustor_user_id,
    'target.trust.trustee_user_id': trust.trustee_user_id,
  },
})

async function trustOf({ db, clock }: IdentityDeps, { params }: RequestContext): Promise<trusts.TrustRow> {
  const row = await trusts.findTrust(db, params['id']!, clock.now())
  if (!row) throw notFound('Trust', params['id']!)
  return row
}

/** The trust by whose token another one is made, which may give no more than it has. */
async function redelegatedFrom(
  { db, clock }: IdentityDeps,
  context: RequestContext,
  given: Given,
  expiresAt: Date | null,
): Promise<trusts.TrustRow | undefined> {
  assertNoRestrictedCredential(context, 'create a trust')
  const trustId = context.caller.delegation?.trustId ?? null
  if (trustId === null) return undefined
  const above = await trusts.findTrust(db, trustId, clock.now())
  if (!above || above.redelegation_count === 0)
    throw forbidden(
      'The trust of this token does not allow redelegation. Ask its trustor for one with allow_redelegation.',
    )
  if (given.project_id !== above.project_id || (given.impersonation && !above.impersonation))
    throw forbidden(
      'A redelegated trust has the project_id of the original, and impersonation only where the original has it.',
    )
  if (given.remaining_uses != null)
    throw invalid('A redelegated trust cannot limit its uses. Leave remaining_uses out.', 'trust.remaining_uses')
  if (above.expires_at && expiresAt && expiresAt > above.expires_at)
    throw forbidden('A redelegated trust must not end later than the original. Give an earlier expires_at.')
  return above
}

function redelegationsOf(
  { allow_redelegation: allowed, redelegation_count: count, remaining_uses: uses }: Given,
  above?: trusts.TrustRow,
) {
  if (!allowed) return 0
  if (uses != null)
    throw invalid(
      'A trust with allow_redelegation cannot limit its uses. Leave remaining_uses out.',
      'trust.remaining_uses',
    )
  const most = above ? above.redelegation_count - 1 : maxRedelegations
  if ((count ?? most) > most) throw forbidden(`The redelegation_count of this trust can be ${most} at most.`)
  return count ?? most
}

/** The roles asked for, all of which the trustor holds; with the token of a trust, all of which that is for. */
async function rolesOf({ db }: IdentityDeps, { caller }: RequestContext, given: Given): Promise<RoleRow[]> {
  const asked = await rolesAskedFor(db, given.roles)
  const assignments = await listAssignments(db, {
    userId: given.trustor_user_id,
    target: { kind: 'project', id: given.project_id },
    effective: true,
  })
  const held = new Set(assignments.map((assignment) => assignment.role_id))
  const missing = asked.find(({ id, name }) => !held.has(id) || (caller.delegation && !caller.roles.includes(name)))
  if (missing) throw forbidden(`The trustor does not hold the role ${missing.name} on the project.`)
  return asked
}

function viewTrust({ links }: RequestContext, { extra, expires_at: expiresAt, ...row }: trusts.TrustRow) {
  const { created_at: _, ...shown } = row as typeof row & { created_at?: unknown }
  return {
    ...(extra as object),
    ...shown,
    expires_at: expiresAt && `${expiresAt.toISOString().slice(0, 23)}000Z`,
    deleted_at: null,
    links: { self: links.self(`/v3/OS-TRUST/trusts/${row.id}`) },
  }
}

async function viewWithRoles({ db }: IdentityDeps, context: RequestContext, row: trusts.TrustRow) {
  const roles = (await trusts.listTrustRoles(db, row.id)).map((role) => viewRole(context, role))
  const self = context.links.self(`/v3/OS-TRUST/trusts/${row.id}/roles`)
  return { ...viewTrust(context, row), roles, roles_links: { self, next: null, previous: null } }
}
