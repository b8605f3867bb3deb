import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import { forbidden, invalid, notFound } from '#platform/errors'
import { newHexId } from '#platform/ids'
import { isRulePath } from '#platform/service/access-rules'
import { readAs } from '#platform/service/read-as'
import { hashPassword } from '../domain/password.ts'
import * as store from '../store/application-credential-store.ts'
import { identityPage } from '../store/listing.ts'
import { listRoles } from '../store/role-store.ts'
import { findUser } from '../store/user-store.ts'
import { assertNoTrust, assertUnrestricted, expiry, futureOf, roleRefs, rolesAskedFor } from './delegated-roles.ts'
import { description, id, name, text } from './fields.ts'
import type { IdentityDeps } from './identity-deps.ts'
import { filterBy, searchable } from './list-filters.ts'
import { ofUser } from './policy-targets.ts'
import { type RequestContext, route, routeWithBody } from './route.ts'
import { listed, listOf, selfLink, viewList } from './view-list.ts'

const accessRule = z.union([
  z.strictObject({
    service: name(64),
    path: text(128).refine(
      isRulePath,
      'It must be a path like /v2.1/servers/*/action: a * or {name} is one whole segment, and ** the rest.',
    ),
    method: z.enum(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE']),
  }),
  z.strictObject({ id }),
])
const createBody = z.object({
  application_credential: z.object({
    name: name(255),
    description: description.nullable().optional(),
    secret: text(4096).min(1).nullable().optional(),
    expires_at: expiry.nullable().optional(),
    roles: roleRefs.optional(),
    unrestricted: z.boolean().nullable().optional(),
    access_rules: z.array(accessRule).max(100).optional(),
  }),
})

const accessRuleView = z.strictObject({ id: z.string(), service: z.string(), path: z.string(), method: z.string() })
const credentialView = z.strictObject({
  id: z.string(),
  name: z.string(),
  description: z.string().nullable(),
  /** Shown once, when it is made. */
  secret: z.string().optional(),
  project_id: z.string(),
  expires_at: z.string().nullable(),
  unrestricted: z.boolean(),
  roles: z.array(z.strictObject({ id: z.string(), name: z.string(), domain_id: z.string().nullable() })),
  access_rules: z.array(accessRuleView),
  links: selfLink,
})
const response = z.strictObject({ application_credential: credentialView })
const linkedRule = accessRuleView.extend({ links: selfLink })

const filters = searchable('application_credentials', filterBy({ name: 'text' }))
const filtersOfRules = filterBy({ service: 'id', path: 'id', method: 'id' })

/** Application credentials, with which programs sign in for a user, and the access rules that limit them. */
export const applicationCredentialRoutes = [
  route('GET /v3/users/:user/application_credentials', {
    rule: 'identity:list_application_credentials',
    target: ofUser,
    query: { parameters: filters.parameters },
    response: listOf('application_credentials', credentialView),
    summary: 'List the application credentials of a user.',
    async handle({ db, maxLimit }, context) {
      assertNoTrust(context, 'list application credentials')
      const userId = await knownUser(db, context)
      const asked = filters.of(context, maxLimit)
      const found = await identityPage(db, store.credentialListing, asked, [], [store.isOf(userId)])
      return listed(context, 'application_credentials', found, viewCredential)
    },
  }),

  routeWithBody('POST /v3/users/:user/application_credentials', readAs(createBody), {
    rule: 'identity:create_application_credential',
    target: ofUser,
    success: 201,
    response,
    summary: 'Create an application credential for the project, and roles, of the token.',
    async handle({ db, clock }, context, { application_credential: given }) {
      assertUnrestricted(context, 'create an application credential')
      const userId = await knownUser(db, context)
      const { projectId } = context.caller
      if (projectId === null) throw invalid('An application credential is for a project. Sign in to one first.')
      const secret = given.secret ?? randomBytes(64).toString('base64url')
      const row = await store.insertApplicationCredential(db, {
        id: newHexId(),
        user_id: userId,
        project_id: projectId,
        name: given.name,
        description: given.description ?? null,
        secret_hash: await hashPassword(secret),
        unrestricted: given.unrestricted ?? false,
        expires_at: futureOf(given.expires_at, clock.now(), 'application_credential.expires_at'),
        roleIds: await rolesOf(db, context, given.roles),
        accessRules: await rulesOf(db, userId, given.access_rules ?? []),
      })
      return { status: 201, body: { application_credential: { ...viewCredential(context, row), secret } } }
    },
  }),

  route('GET /v3/users/:user/application_credentials/:id', {
    rule: 'identity:get_application_credential',
    target: ofUser,
    response,
    summary: 'Show an application credential; its secret is shown only when it is made.',
    async handle({ db }, context) {
      assertNoTrust(context, 'show an application credential')
      const { user, id } = context.params
      const row = await store.findApplicationCredential(db, id!)
      if (row?.user_id !== user) throw notFound('Application credential', id!)
      return { body: { application_credential: viewCredential(context, row!) } }
    },
  }),

  route('DELETE /v3/users/:user/application_credentials/:id', {
    rule: 'identity:delete_application_credential',
    target: ofUser,
    success: 204,
    summary: 'Delete an application credential with its tokens.',
    async handle({ db }, context) {
      assertUnrestricted(context, 'delete an application credential')
      const { user, id } = context.params
      if (!(await store.deleteApplicationCredential(db, user!, id!))) throw notFound('Application credential', id!)
      return { status: 204 }
    },
  }),

  route('GET /v3/users/:user/access_rules', {
    rule: 'identity:list_access_rules',
    target: ofUser,
    query: { parameters: filtersOfRules.parameters },
    response: listOf('access_rules', linkedRule),
    summary: 'List the access rules of a user.',
    async handle({ db }, context) {
      assertNoTrust(context, 'list access rules')
      const userId = await knownUser(db, context)
      const rows = await store.listAccessRules(db, userId, filtersOfRules.of(context.query))
      return {
        body: viewList(
          context,
          'access_rules',
          rows.map((row) => viewRule(context, row)),
        ),
      }
    },
  }),

  route('GET /v3/users/:user/access_rules/:id', {
    rule: 'identity:get_access_rule',
    target: ofUser,
    response: z.strictObject({ access_rule: linkedRule }),
    summary: 'Show an access rule.',
    async handle({ db }, context) {
      assertNoTrust(context, 'show an access rule')
      const { user, id } = context.params
      const row = (await store.listAccessRules(db, user!, [])).find((rule) => rule.id === id)
      if (!row) throw notFound('Access rule', id!)
      return { body: { access_rule: viewRule(context, row) } }
    },
  }),

  route('DELETE /v3/users/:user/access_rules/:id', {
    rule: 'identity:delete_access_rule',
    target: ofUser,
    success: 204,
    summary: 'Delete an access rule that no application credential has.',
    async handle({ db }, context) {
      assertNoTrust(context, 'delete an access rule')
      const { user, id } = context.params
      const outcome = await store.deleteAccessRule(db, user!, id!)
      if (outcome === 'unknown') throw notFound('Access rule', id!)
      if (outcome === 'in use')
        throw forbidden(`Access rule ${id} is in use by an application credential. Delete that first.`)
      return { status: 204 }
    },
  }),
]

async function knownUser(db: IdentityDeps['db'], { params }: RequestContext): Promise<string> {
  if (!(await findUser(db, params['user']!))) throw notFound('User', params['user']!)
  return params['user']!
}

/** The roles asked for, all of which the token must have; all that it has where none is. */
async function rolesOf(
  db: IdentityDeps['db'],
  { caller }: RequestContext,
  refs: z.output<typeof roleRefs> | undefined,
): Promise<string[]> {
  const has = (role: { name: string }) => caller.roles.includes(role.name)
  if (refs === undefined || refs.length === 0) return (await listRoles(db, null)).filter(has).map((role) => role.id)
  const asked = await rolesAskedFor(db, refs)
  const missing = asked.find((role) => !has(role))
  if (missing) throw invalid(`The token does not have the role ${missing.name}.`, 'application_credential.roles')
  return asked.map((role) => role.id)
}

/** The access rules asked for; one by its id is that of the user. */
async function rulesOf(db: IdentityDeps['db'], userId: string, rules: z.output<typeof accessRule>[]) {
  const known = await store.listAccessRules(db, userId, [])
  return rules.map((rule) => {
    if (!('id' in rule)) return rule
    const found = known.find((one) => one.id === rule.id)
    if (!found) throw notFound('Access rule', rule.id)
    const { service, path, method } = found
    return { service, path, method }
  })
}

const viewRule = ({ links }: RequestContext, { id, service, path, method }: store.AccessRuleRow) => ({
  id,
  service,
  path,
  method,
  links: { self: links.self(`/v3/access_rules/${id}`) },
})

function viewCredential({ links }: RequestContext, row: store.ApplicationCredentialRow) {
  const { user_id: userId, secret_hash: _, expires_at: expiresAt, ...shown } = row
  return {
    ...shown,
    expires_at: expiresAt && `${expiresAt.toISOString().slice(0, 23)}000`,
    links: { self: links.self(`/v3/users/${userId}/application_credentials/${row.id}`) },
  }
}
