import { sql } from 'kysely'
import type { Db } from '#platform/db/database'

/** How many addresses a subnet has, and how many of them are taken. */
export interface SubnetAvailability {
  subnet_id: string
  subnet_name: string
  ip_version: 4 | 6
  cidr: string
  totalInSubnet: number
  totalInPools: number
  usedInSubnet: number
  usedInPools: number
}

/** A network with the addresses of its subnets. */
export interface NetworkAvailability {
  network_id: string
  network_name: string
  project_id: string
  subnets: readonly SubnetAvailability[]
}

/** Every network with a subnet, or the one asked for, by name. */
export async function ipAvailabilities(db: Db, networkId?: string): Promise<readonly NetworkAvailability[]> {
  const { rows } = await sql<NetworkAvailability>`
    select n.id as network_id, n.name as network_name, n.project_id,
      jsonb_agg(jsonb_build_object('subnet_id', s.id, 'subnet_name', s.name, 'ip_version', s.ip_version, 'cidr', s.cidr::text,
        'totalInSubnet', greatest(broadcast(s.cidr) - network(s.cidr) - 1, 0),
        'totalInPools', (select coalesce(sum((pool ->> 'end')::inet - (pool ->> 'start')::inet + 1), 0)
          from jsonb_array_elements(s.allocation_pools) pool),
        'usedInSubnet', (select count(*) from network.port_address a where a.subnet_id = s.id),
        'usedInPools', (select count(*) from network.port_address a where a.subnet_id = s.id and exists (
          select from jsonb_array_elements(s.allocation_pools) pool
          where a.ip_address between (pool ->> 'start')::inet and (pool ->> 'end')::inet))
      ) order by s.created_at, s.id) as subnets
    from network.network n join network.subnet s on s.network_id = n.id
    where ${networkId ?? null}::uuid is null or n.id = ${networkId ?? null}
    group by n.id order by n.name, n.id`.execute(db)
  return rows
}
