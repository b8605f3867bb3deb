import { z } from 'zod'
import { forbidden, notFound } from '#platform/errors'
import * as roles from '../store/role-store.ts'
import type { IdentityDeps } from './identity-deps.ts'
import { type RequestContext, route } from './route.ts'
import { listOf, selfLink, selfOf, viewList } from './view-list.ts'
import { roleView, viewRole } from './view-role.ts'

const inferenceView = z.strictObject({ prior_role: roleView, implies: z.array(roleView) })
const oneInferenceView = z.strictObject({
  role_inference: z.strictObject({ prior_role: roleView, implies: roleView }),
  links: selfLink,
})

/** Who holds one role holds those that it implies. */
export const impliedRoleRoutes = [
  route('GET /v3/role_inferences', {
    rule: 'identity:list_role_inference_rules',
    response: listOf('role_inferences', inferenceView),
    summary: 'List which role implies which.',
    async handle({ db }, context) {
      const byId = new Map((await roles.listAllRoles(db)).map((row) => [row.id, viewRole(context, row)]))
      const byPrior = Map.groupBy(await roles.listImplications(db), (implication) => implication.role_id)
      const inferences = [...byPrior].map(([prior, implications]) => ({
        prior_role: byId.get(prior),
        implies: implications.map((implication) => byId.get(implication.implied_id)),
      }))
      return { body: viewList(context, 'role_inferences', inferences) }
    },
  }),

  route('GET /v3/roles/:prior/implies', {
    rule: 'identity:list_implied_roles',
    response: z.strictObject({ role_inference: inferenceView, links: selfLink }),
    summary: 'List the roles that a role implies.',
    async handle({ db }, context) {
      const prior = await known(db, context.params['prior']!)
      const implied = await roles.listImpliedRoles(db, prior.id)
      const role_inference = {
        prior_role: viewRole(context, prior),
        implies: implied.map((row) => viewRole(context, row)),
      }
      return { body: { role_inference, links: { self: selfOf(context) } } }
    },
  }),

  route('PUT /v3/roles/:prior/implies/:implied', {
    rule: 'identity:create_implied_role',
    success: 201,
    response: oneInferenceView,
    summary: 'Have a role imply another.',
    async handle({ db }, context) {
      const [prior, implied] = await bothOf(db, context)
      if (implied.domain_id !== null)
        throw forbidden('A role of a domain cannot be implied. Name a role of the whole cloud instead.')
      if (implied.name === 'admin') throw forbidden('No role implies admin. Grant admin itself.')
      await roles.saveImplication(db, prior.id, implied.id)
      return { status: 201, body: viewInference(context, prior, implied) }
    },
  }),

  route('GET /v3/roles/:prior/implies/:implied', {
    response: oneInferenceView,
    summary: 'Show that a role implies another; a HEAD answers 204.',
    async handle({ db }, context) {
      const isHead = context.request.method === 'HEAD'
      context.permit(isHead ? 'identity:check_implied_role' : 'identity:get_implied_role')
      const [prior, implied] = await bothOf(db, context)
      const all = await roles.listImpliedRoles(db, prior.id)
      if (!all.some(({ id }) => id === implied.id)) throw noSuchImplication(implied)
      return isHead ? { status: 204 } : { body: viewInference(context, prior, implied) }
    },
  }),

  route('DELETE /v3/roles/:prior/implies/:implied', {
    rule: 'identity:delete_implied_role',
    success: 204,
    summary: 'Have a role imply another no longer.',
    async handle({ db }, context) {
      const [prior, implied] = await bothOf(db, context)
      if (!(await roles.deleteImplication(db, prior.id, implied.id))) throw noSuchImplication(implied)
      return { status: 204 }
    },
  }),
]

async function known(db: IdentityDeps['db'], id: string): Promise<roles.RoleRow> {
  const row = await roles.findRole(db, id)
  if (!row) throw notFound('Role', id)
  return row
}

const bothOf = async (db: IdentityDeps['db'], { params }: RequestContext) =>
  [await known(db, params['prior']!), await known(db, params['implied']!)] as const

const noSuchImplication = ({ id }: roles.RoleRow) => notFound('An implication of role', id)

const viewInference = (context: RequestContext, prior: roles.RoleRow, implied: roles.RoleRow) => ({
  role_inference: { prior_role: viewRole(context, prior), implies: viewRole(context, implied) },
  links: { self: selfOf(context) },
})
