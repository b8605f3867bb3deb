import { z } from 'zod'
import { flavorAccess, grantFlavor, revokeFlavor } from '#store/flavor-access-store'
import { getFlavor } from '#store/flavor-store'
import { conflict, invalid, notFound } from '#platform/errors'
import type { FlavorId, ProjectId } from '#platform/ids'
import type { ComputeDeps } from '../compute-deps.ts'
import { readAs } from '#platform/service/read-as'
import { type RouteResponse, type RequestContext, route, routeWithBody } from '../route.ts'

const tenant = z.strictObject({ tenant: z.string().min(1).max(255) })
const actionBody = z.union([
  z.strictObject({ addTenantAccess: tenant }),
  z.strictObject({ removeTenantAccess: tenant }),
])

const accessSchema = z.strictObject({
  flavor_access: z.array(z.strictObject({ flavor_id: z.string(), tenant_id: z.string() })),
})

async function accessOf({ db }: ComputeDeps, id: FlavorId): Promise<RouteResponse> {
  const projects = await flavorAccess(db, id)
  return { body: { flavor_access: projects.map((tenant_id) => ({ flavor_id: id, tenant_id })) } }
}

async function grant(api: ComputeDeps, context: RequestContext, projectId: string): Promise<void> {
  context.permit('os_compute_api:os-flavor-access:add_tenant_access')
  const flavor = await getFlavor(api.db, context.params['id'] as FlavorId)
  // Before 2.7 a public flavor took grants that meant nothing.
  if (context.since('2.7') && flavor.isPublic)
    throw conflict(`Flavor ${flavor.id} is public.`, 'Everybody has it: it needs no grant.')
  if (!(await api.identity.projectExists(projectId as ProjectId)))
    throw invalid(`Project ${projectId} is unknown.`, 'tenant')
  await grantFlavor(api.db, flavor.id, projectId)
}

async function revoke(api: ComputeDeps, context: RequestContext, projectId: string): Promise<void> {
  context.permit('os_compute_api:os-flavor-access:remove_tenant_access')
  const flavor = await getFlavor(api.db, context.params['id'] as FlavorId)
  await revokeFlavor(api.db, flavor.id, projectId)
}

/** Which projects have a private flavor. */
export const flavorAccessRoutes = [
  route('GET /flavors/:id/os-flavor-access', {
    rule: 'os_compute_api:os-flavor-access',
    response: accessSchema,
    summary: 'Lists the projects that have a private flavor.',
    async handle(api, { params }) {
      const flavor = await getFlavor(api.db, params['id'] as FlavorId)
      if (flavor.isPublic) throw notFound('The access list of public flavor', flavor.id)
      return accessOf(api, flavor.id)
    },
  }),
  routeWithBody('POST /flavors/:id/action', readAs(actionBody), {
    response: accessSchema,
    summary: 'Gives a private flavor to a project, or takes it away.',
    async handle(api, context, body) {
      if ('addTenantAccess' in body) await grant(api, context, body.addTenantAccess.tenant)
      else await revoke(api, context, body.removeTenantAccess.tenant)
      return accessOf(api, context.params['id'] as FlavorId)
    },
  }),
]
