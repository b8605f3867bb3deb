import { sql } from 'kysely'
import { networkSearch } from './list-search.ts'
import type { Listing } from './listing.ts'
import { type CountedPorts, type NetworkUse, networkUse } from './use-columns.ts'
import {
  booleanColumn,
  integerColumn,
  standardAttributes,
  standardColumns,
  type StandardRow,
  tagFilters,
} from './standard-attributes.ts'

/** A network with the ids of its subnets. */
export interface NetworkRow extends StandardRow {
  admin_state_up: boolean
  shared: boolean
  router_external: boolean
  port_security_enabled: boolean
  mtu: number
  availability_zone_hints: readonly string[]
  subnets: readonly string[]
  /** Where it was asked for. */
  use?: NetworkUse
}

/** The networks of projects. */
export const networkListing: Listing<NetworkRow> = {
  columns: sql`
    ${standardColumns('n')}, n.admin_state_up, n.shared, n.router_external, n.port_security_enabled, n.mtu, n.availability_zone_hints,
    array(select s.id::text from network.subnet s where s.network_id = n.id order by s.created_at, s.id) as subnets`,
  from: sql`network.network n`,
  id: sql`n.id`,
  visibleTo: (projectId) => sql`n.project_id = ${projectId} or n.shared or n.router_external`,
  search: networkSearch,
  attributes: {
    ...standardAttributes('n'),
    admin_state_up: booleanColumn('n.admin_state_up'),
    status: { kind: 'text', is: sql`case when n.admin_state_up then 'ACTIVE' else 'DOWN' end` },
    shared: booleanColumn('n.shared'),
    'router:external': booleanColumn('n.router_external'),
    mtu: integerColumn('n.mtu'),
    port_security_enabled: booleanColumn('n.port_security_enabled'),
  },
  filters: tagFilters('n'),
}

/** The same with how far each is used up. */
export const networkListingWithUse = (scope: CountedPorts): Listing<NetworkRow> => ({
  ...networkListing,
  columns: sql`${networkListing.columns}, ${networkUse(scope)} as use`,
})
