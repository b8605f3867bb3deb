import { type RawBuilder, sql } from 'kysely'
import type { ListPage } from './listing.ts'
import { portListing } from './port-listing.ts'

/** Whose ports count as using something: those that they would see in their list of ports. */
export type CountedPorts = ListPage['scope']

/** How far a subnet is used up. */
export interface SubnetUse {
  used_ips: number
  total_ips: number
}

/** How far a network is used up, by each of its subnets. */
export interface NetworkUse {
  ports: number
  subnets: readonly (SubnetUse & { id: string; name: string; cidr: string })[]
}

const counted = (scope: CountedPorts) => (scope === 'all' ? sql`true` : portListing.visibleTo(scope.projectId))

/** The use of network `n`, as a column; no row of a port is read. */
export const networkUse = (scope: CountedPorts): RawBuilder<NetworkUse> => sql`jsonb_build_object(
  'ports', (select count(*) from network.port p where p.network_id = n.id and (${counted(scope)})),
  'subnets', (select coalesce(jsonb_agg(
      jsonb_build_object('id', s.id, 'name', s.name, 'cidr', s.cidr::text) || ${subnetUse(scope)} order by s.created_at, s.id), '[]')
    from network.subnet s where s.network_id = n.id))`

/** The use of subnet `s` of network `n`, as a column. */
export const subnetUse = (scope: CountedPorts): RawBuilder<SubnetUse> => sql`jsonb_build_object(
  'used_ips', ${scope === 'all' ? everyAddress : addressesOf(scope)},
  'total_ips', (select coalesce(sum((pool ->> 'end')::inet - (pool ->> 'start')::inet + 1), 0)
    from jsonb_array_elements(s.allocation_pools) pool))`

// Its key begins with the subnet: an index alone answers.
const everyAddress = sql`(select count(*) from network.port_address a where a.subnet_id = s.id)`

const addressesOf = (scope: CountedPorts) => sql`(
  select count(*) from network.port_address a join network.port p on p.id = a.port_id where a.subnet_id = s.id and (${counted(scope)}))`
