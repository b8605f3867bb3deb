import { z } from 'zod'
import { networkKeys } from '../domain/list-keys.ts'
import { networkListing, networkListingWithUse, type NetworkRow } from '../store/network-listing.ts'
import { listingByParameter, useFields, useParameter } from './asked-for.ts'
import { type Resource, scopeOf } from './resource.ts'
import { standardFields, standardView } from './standard-view.ts'

/** The one availability zone of networks. */
export const theZone = 'nova'

/** A network as the API shows it. */
export const networkView = z.strictObject({
  ...standardView,
  admin_state_up: z.boolean(),
  status: z.enum(['ACTIVE', 'DOWN']),
  shared: z.boolean(),
  'router:external': z.boolean(),
  mtu: z.int(),
  port_security_enabled: z.boolean(),
  subnets: z.array(z.string()),
  availability_zone_hints: z.array(z.string()),
  availability_zones: z.array(z.string()),
  ipv4_address_scope: z.null(),
  ipv6_address_scope: z.null(),
  qos_policy_id: z.null(),
  /** How many ports it has, with `kilonova:use`. */
  'kilonova:ports': z.int().optional(),
  /** Its subnets with the addresses that are taken, with `kilonova:use`. */
  'kilonova:subnets': z
    .array(z.strictObject({ id: z.string(), name: z.string(), cidr: z.string(), ...useFields }))
    .optional(),
})

export type NetworkView = z.output<typeof networkView>

const view = (row: NetworkRow): NetworkView => ({
  ...standardFields(row),
  admin_state_up: row.admin_state_up,
  status: row.admin_state_up ? 'ACTIVE' : 'DOWN',
  shared: row.shared,
  'router:external': row.router_external,
  mtu: row.mtu,
  port_security_enabled: row.port_security_enabled,
  subnets: [...row.subnets],
  availability_zone_hints: [...row.availability_zone_hints],
  availability_zones: [theZone],
  ipv4_address_scope: null,
  ipv6_address_scope: null,
  qos_policy_id: null,
  ...(row.use && { 'kilonova:ports': row.use.ports, 'kilonova:subnets': [...row.use.subnets] }),
})

/** Networks. */
export const networks: Resource<NetworkRow> = {
  collection: 'networks',
  singular: 'network',
  noun: 'Network',
  listing: listingByParameter(useParameter, networkListing, (context) =>
    networkListingWithUse(scopeOf(context, { singular: 'port' })),
  ),
  parameters: useParameter,
  keys: networkKeys,
  targetOf: (row) => ({
    projectId: row.project_id,
    attributes: {
      shared: row.shared,
      'router:external': row.router_external,
      'network:project_id': row.project_id,
    },
  }),
  view,
  viewSchema: networkView,
}
