import { sql } from 'kysely'
import { invalid } from '#platform/errors'
import type { Db } from '#platform/db/database'
import { addressNumber, isHostOf, parseCidr } from '../domain/ipv4.ts'

export interface Address {
  subnetId: string
  address: string
}

/** Lets one transaction at a time give out addresses of these networks; all in one order, so that nobody waits in a circle. */
export async function lockAddresses(tx: Db, networkIds: readonly string[]): Promise<void> {
  await sql`
    select from network.subnet where network_id = any (${[...networkIds]}::uuid[])
    order by id for no key update`.execute(tx)
}

/**
 * The lowest free address in the pools of the network, or of one subnet of it. Free ones are looked for at the start of a pool and right
 * behind each address taken: one of them is the lowest, however large the pool is.
 */
export async function freeAddress(db: Db, networkId: string, subnetId?: string): Promise<Address | undefined> {
  const { rows } = await sql<Address>`
    with pool as (
      select s.id, s.created_at, s.dhcp_ip, (p ->> 'start')::inet as first, (p ->> 'end')::inet as last
      from network.subnet s, jsonb_array_elements(s.allocation_pools) p
      where s.network_id = ${networkId} and (${subnetId ?? null}::uuid is null or s.id = ${subnetId ?? null})
    ), candidate as (
      select id, first as ip from pool
      union
      select a.subnet_id, a.ip_address + 1 from network.port_address a where a.subnet_id in (select id from pool)
      union
      select id, dhcp_ip + 1 from pool where dhcp_ip is not null
    )
    select c.id as "subnetId", host(c.ip) as address
    from candidate c join pool p on p.id = c.id and c.ip between p.first and p.last
    where not exists (select from network.port_address a where a.subnet_id = c.id and a.ip_address = c.ip)
      and c.ip is distinct from p.dhcp_ip
    order by p.created_at, c.id, c.ip limit 1`.execute(db)
  return rows[0]
}

/** The subnet that `address` is free on; throws `invalid` when it is on none, not for hosts, or taken. */
export async function refuseAddress(db: Db, networkId: string, address: string, subnetId?: string): Promise<Address> {
  if (addressNumber(address) === undefined)
    throw invalid(`'${address}' is not an IPv4 address. Write it like 10.64.0.20.`, 'fixed_ips')
  const { rows } = await sql<{ id: string; cidr: string; gateway: string | null; dhcp: string | null; taken: boolean }>`
    select id, cidr::text as cidr, host(gateway_ip) as gateway, host(dhcp_ip) as dhcp, exists (
      select from network.port_address a where a.subnet_id = s.id and a.ip_address = ${address}::inet) as taken
    from network.subnet s where network_id = ${networkId} and ${address}::inet <<= cidr
      and (${subnetId ?? null}::uuid is null or id = ${subnetId ?? null})`.execute(db)
  const subnet = rows[0]
  if (!subnet || !isHostOf(parseCidr(subnet.cidr)!, address))
    throw invalid(`IP address ${address} is not a valid IP for any of the subnets on the network.`, 'fixed_ips')
  if (subnet.taken || subnet.gateway === address || subnet.dhcp === address)
    throw invalid(
      `Fixed IP address ${address} is already in use on network ${networkId}. Pick another one.`,
      'fixed_ips',
    )
  return { subnetId: subnet.id, address }
}

/** Gives the address to the port; the caller holds `lockAddresses`. */
export async function takeAddress(tx: Db, portId: string, { subnetId, address }: Address): Promise<void> {
  await tx
    .insertInto('network.port_address')
    .values({ port_id: portId, subnet_id: subnetId, ip_address: address })
    .execute()
}
