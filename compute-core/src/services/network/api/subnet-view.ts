import { z } from 'zod'
import { subnetKeys } from '../domain/list-keys.ts'
import { subnetListing, subnetListingWithUse, type SubnetRow } from '../store/subnet-listing.ts'
import { listingByParameter, useFields, useParameter } from './asked-for.ts'
import { type Resource, scopeOf } from './resource.ts'
import { standardFields, standardView } from './standard-view.ts'

/** A subnet as the API shows it. */
export const subnetView = z.strictObject({
  ...standardView,
  network_id: z.string(),
  ip_version: z.literal([4, 6]),
  cidr: z.string(),
  gateway_ip: z.string().nullable(),
  enable_dhcp: z.boolean(),
  dns_nameservers: z.array(z.string()),
  allocation_pools: z.array(z.strictObject({ start: z.string(), end: z.string() })),
  host_routes: z.array(z.strictObject({ destination: z.string(), nexthop: z.string() })),
  ipv6_ra_mode: z.null(),
  ipv6_address_mode: z.null(),
  subnetpool_id: z.null(),
  service_types: z.array(z.string()),
  'router:external': z.boolean(),
  /** How many addresses it can give out, and how many are taken, with `kilonova:use`. */
  'kilonova:use': z.strictObject(useFields).optional(),
})

export type SubnetView = z.output<typeof subnetView>

const view = (row: SubnetRow): SubnetView => ({
  ...standardFields(row),
  network_id: row.network_id,
  ip_version: row.ip_version,
  cidr: row.cidr,
  gateway_ip: row.gateway_ip,
  enable_dhcp: row.enable_dhcp,
  dns_nameservers: [...row.dns_nameservers],
  allocation_pools: [...row.allocation_pools],
  host_routes: [...row.host_routes],
  ipv6_ra_mode: null,
  ipv6_address_mode: null,
  subnetpool_id: null,
  service_types: [],
  'router:external': row.router_external,
  ...(row.use && { 'kilonova:use': row.use }),
})

/** Subnets. */
export const subnets: Resource<SubnetRow> = {
  collection: 'subnets',
  singular: 'subnet',
  noun: 'Subnet',
  listing: listingByParameter(useParameter, subnetListing, (context) =>
    subnetListingWithUse(scopeOf(context, { singular: 'port' })),
  ),
  parameters: useParameter,
  keys: subnetKeys,
  targetOf: (row) => ({
    projectId: row.project_id,
    attributes: {
      shared: row.shared,
      'router:external': row.router_external,
      'network:project_id': row.network_project_id,
    },
  }),
  view,
  viewSchema: subnetView,
}
