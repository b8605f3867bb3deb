import { z } from 'zod'
import { flavorAccess, grantFlavor, revokeFlavor } from '#store/flavor-access-store'
import { getFlavor } from '#store/flavor-store'
import { conflict, invalid, notFound } from '#platform/errors'
import type { FlavorId, ProjectId } from '#platform/ids'
import type { ComputeDeps } from '../compute-deps.ts'
import { readAs } from '../read-as.ts'
import { type Answer, type Ask, route, routeWithBody } from '../route.ts'

const tenant = z.strictObject({ tenant: z.string().min(1).max(255) })
const actionBody = z.union([
  z.strictObject({ addTenantAccess: tenant }),
  z.strictObject({ removeTenantAccess: tenant }),
])

async function accessOf({ db }: ComputeDeps, id: FlavorId): Promise<Answer> {
  const projects = await flavorAccess(db, id)
  return { body: { flavor_access: projects.map((tenant_id) => ({ flavor_id: id, tenant_id })) } }
}

async function grant(api: ComputeDeps, ask: Ask, projectId: string): Promise<void> {
  ask.permit('os_compute_api:os-flavor-access:add_tenant_access')
  const flavor = await getFlavor(api.db, ask.params['id'] as FlavorId)
  // Before 2.7 a public flavor took grants that meant nothing.
  if (ask.since('2.7') && flavor.isPublic)
    throw conflict(`Flavor ${flavor.id} is public.`, 'Everybody has it: it needs no grant.')
  if (!(await api.identity.projectExists(projectId as ProjectId)))
    throw invalid(`Project ${projectId} is unknown.`, 'tenant')
  await grantFlavor(api.db, flavor.id, projectId)
}

async function revoke(api: ComputeDeps, ask: Ask, projectId: string): Promise<void> {
  ask.permit('os_compute_api:os-flavor-access:remove_tenant_access')
  const flavor = await getFlavor(api.db, ask.params['id'] as FlavorId)
  await revokeFlavor(api.db, flavor.id, projectId)
}

/** Which projects have a private flavor. */
export const flavorAccessRoutes = [
  route('GET /flavors/:id/os-flavor-access', {
    rule: 'os_compute_api:os-flavor-access',
    async handle(api, { params }) {
      const flavor = await getFlavor(api.db, params['id'] as FlavorId)
      if (flavor.isPublic) throw notFound('The access list of public flavor', flavor.id)
      return accessOf(api, flavor.id)
    },
  }),
  routeWithBody('POST /flavors/:id/action', readAs(actionBody), {
    async handle(api, ask, body) {
      if ('addTenantAccess' in body) await grant(api, ask, body.addTenantAccess.tenant)
      else await revoke(api, ask, body.removeTenantAccess.tenant)
      return accessOf(api, ask.params['id'] as FlavorId)
    },
  }),
]
