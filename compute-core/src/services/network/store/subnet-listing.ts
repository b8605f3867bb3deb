import { sql } from 'kysely'
import { asBoolean } from '#platform/service/fields'
import type { AddressPool } from '../domain/ipv4.ts'
import { subnetSearch } from './list-search.ts'
import type { Listing } from './listing.ts'
import { type CountedPorts, type SubnetUse, subnetUse } from './use-columns.ts'
import {
  booleanColumn,
  constantText,
  integerColumn,
  standardAttributes,
  standardColumns,
  type StandardRow,
  tagFilters,
  uuidColumn,
} from './standard-attributes.ts'

/** A subnet with what counts of its network. */
export interface SubnetRow extends StandardRow {
  network_id: string
  ip_version: 4 | 6
  cidr: string
  gateway_ip: string | null
  enable_dhcp: boolean
  dns_nameservers: readonly string[]
  allocation_pools: readonly AddressPool[]
  host_routes: readonly { destination: string; nexthop: string }[]
  network_project_id: string
  shared: boolean
  router_external: boolean
  /** Where it was asked for. */
  use?: SubnetUse
}

/** The subnets of networks. */
export const subnetListing: Listing<SubnetRow> = {
  columns: sql`
    ${standardColumns('s')}, s.network_id, s.ip_version, s.cidr::text as cidr, host(s.gateway_ip) as gateway_ip, s.enable_dhcp,
    array(select host(dns) from unnest(s.dns_nameservers) dns) as dns_nameservers, s.allocation_pools, s.host_routes,
    n.project_id as network_project_id, n.shared, n.router_external`,
  from: sql`network.subnet s join network.network n on n.id = s.network_id`,
  id: sql`s.id`,
  visibleTo: (projectId) =>
    sql`s.project_id = ${projectId} or n.project_id = ${projectId} or n.shared or n.router_external`,
  search: subnetSearch,
  attributes: {
    ...standardAttributes('s'),
    network_id: uuidColumn('s.network_id'),
    ip_version: integerColumn('s.ip_version'),
    cidr: { kind: 'text', is: sql`s.cidr::text`, sortedBy: sql`s.cidr` },
    gateway_ip: { kind: 'text', is: sql`coalesce(host(s.gateway_ip), '')` },
    enable_dhcp: booleanColumn('s.enable_dhcp'),
    subnetpool_id: constantText(''),
    ipv6_ra_mode: constantText(''),
    ipv6_address_mode: constantText(''),
  },
  filters: {
    ...tagFilters('s'),
    shared: (values) => sql`n.shared = any (${values.map((value) => asBoolean(value))}::boolean[])`,
  },
}

/** The same with how far each is used up. */
export const subnetListingWithUse = (scope: CountedPorts): Listing<SubnetRow> => ({
  ...subnetListing,
  columns: sql`${subnetListing.columns}, ${subnetUse(scope)} as use`,
})
