import { z } from 'zod'
import { newId } from '#platform/ids'
import { asBoolean } from '#platform/service/fields'
import { readAs } from '#platform/service/read-as'
import { planSubnet } from '../domain/plan-subnet.ts'
import { changeSubnet, deleteSubnet, insertSubnet } from '../store/subnet-writes.ts'
import { alwaysEmpty, cidr, flag, integer, ipv4, listOf, name, ownerFields, text, uuid } from './fields.ts'
import { listAndShow } from './list-and-show.ts'
import { networks } from './network-view.ts'
import { oneOrMany, readOneOrMany } from './one-or-many.ts'
import { revisionWanted } from './revision-constraint.ts'
import { bestCase, getRow, permitWriting, projectToMakeIn, theOneOf, viewFor } from './resource.ts'
import { type NetworkDeps, type RequestContext, route, type Route, routeWithBody } from './route.ts'
import { subnets, subnetView } from './subnet-view.ts'

const updatable = {
  name: name.optional(),
  description: text.optional(),
  dns_nameservers: listOf(ipv4, 5).optional(),
  enable_dhcp: flag.optional(),
  host_routes: listOf(z.strictObject({ destination: cidr, nexthop: ipv4 }), 20).optional(),
  gateway_ip: ipv4.nullable().optional(),
  allocation_pools: z
    .array(z.strictObject({ start: ipv4, end: ipv4 }))
    .max(16)
    .optional(),
  service_types: alwaysEmpty('Service types').optional(),
}

const newSubnet = z.strictObject({
  ...updatable,
  ...ownerFields,
  network_id: uuid,
  cidr,
  ip_version: integer(0, 100)
    .refine((version) => version === 4, 'IPv6 subnets are not offered yet. Use 4.')
    .optional(),
})
const changedSubnet = z.strictObject({ subnet: z.strictObject(updatable) })

/** Subnets, each on a network of the project's own. */
export const subnetRoutes: readonly Route[] = [
  ...listAndShow(subnets, {
    shared: z.string().refine((value) => asBoolean(value) !== undefined, 'It is neither True nor False.'),
  }),
  routeWithBody('POST /v2.0/subnets', readOneOrMany('subnet', 'subnets', newSubnet), {
    rule: 'create_subnet',
    target: bestCase,
    success: 201,
    response: oneOrMany('subnet', 'subnets', subnetView),
    summary: 'Makes a subnet, or several.',
    async handle(deps, context, { items, isMany }) {
      const rows: Awaited<ReturnType<typeof plan>>[] = []
      for (const item of items) rows.push(await plan(deps, context, item))
      await deps.db.transaction().execute(async (tx) => {
        for (const row of rows) await insertSubnet(tx, row)
      })
      const made = []
      for (const { id } of rows) made.push(viewFor(context, subnets, await getRow(deps, context, subnets, id)))
      return { status: 201, body: isMany ? { subnets: made } : { subnet: made[0] } }
    },
  }),
  routeWithBody('PUT /v2.0/subnets/:id', readAs(changedSubnet), {
    rule: 'update_subnet',
    target: theOneOf(subnets),
    response: z.strictObject({ subnet: subnetView }),
    summary: 'Changes a subnet.',
    async handle(deps, context, { subnet }) {
      const row = await getRow(deps, context, subnets, context.params['id']!)
      permitWriting(context, 'update_subnet', subnet, subnets.targetOf(row))
      const { service_types: _none, ...changes } = subnet
      const revision = revisionWanted(context)
      await deps.db.transaction().execute((tx) => changeSubnet(tx, row, changes, revision))
      return { body: { subnet: viewFor(context, subnets, await getRow(deps, context, subnets, row.id)) } }
    },
  }),
  route('DELETE /v2.0/subnets/:id', {
    rule: 'delete_subnet',
    target: theOneOf(subnets),
    success: 204,
    summary: 'Deletes a subnet, unless a port has an address of it.',
    async handle(deps, context) {
      const row = await getRow(deps, context, subnets, context.params['id']!)
      const revision = revisionWanted(context)
      await deps.db.transaction().execute((tx) => deleteSubnet(tx, row.id, revision))
      return { status: 204 }
    },
  }),
]

/** The row of a new subnet, once the caller may make it. */
async function plan(deps: NetworkDeps, context: RequestContext, subnet: z.output<typeof newSubnet>) {
  const network = await getRow(deps, context, networks, subnet.network_id)
  permitWriting(context, 'create_subnet', subnet, networks.targetOf(network))
  const projectId = projectToMakeIn(context, subnet.project_id ?? subnet.tenant_id ?? network.project_id)
  const { enable_dhcp = true } = subnet
  const { cidr: range, gateway, pools } = planSubnet(subnet.cidr, subnet.gateway_ip, subnet.allocation_pools)
  return {
    id: newId<string>(),
    network_id: network.id,
    project_id: projectId,
    name: subnet.name ?? '',
    description: subnet.description ?? '',
    ip_version: 4,
    cidr: range,
    gateway_ip: gateway,
    dns_nameservers: subnet.dns_nameservers ?? [],
    host_routes: JSON.stringify(subnet.host_routes ?? []),
    allocation_pools: JSON.stringify(pools),
    enable_dhcp,
    // DHCP needs an address to answer from: where there is no gateway, the first that would be given out.
    dhcp_ip: gateway === null && enable_dhcp ? (pools[0]?.start ?? null) : null,
  }
}
