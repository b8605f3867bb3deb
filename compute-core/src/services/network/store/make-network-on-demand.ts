import { sql } from 'kysely'
import type { Db } from '#platform/db/database'
import { newId, type NetworkId, type ProjectId } from '#platform/ids'
import { addressText, cidrText, parseCidr } from '../domain/ipv4.ts'
import { usableNetworks } from './usable-networks.ts'

// Any number will do, as long as every process that cuts from the pool takes the same lock.
const poolLock = 4_711_064_010

/** Makes the network `private` with one /24 and DHCP for a project that has no usable network; of many at once, one makes it. */
export async function makeNetworkOnDemand(tx: Db, projectId: ProjectId, pool: string): Promise<NetworkId> {
  await sql`select pg_advisory_xact_lock(${poolLock})`.execute(tx)
  const [made] = await usableNetworks(tx, projectId)
  if (made) return made.id
  const networkId = newId<NetworkId>()
  const { rows } = await sql<{ id: NetworkId }>`
    insert into network.network (id, project_id, name, made_on_demand)
    values (${networkId}, ${projectId}, 'private', true)
    on conflict (project_id) where made_on_demand do update set admin_state_up = true
    returning id`.execute(tx)
  const { id } = rows[0]!
  const subnet = await tx.selectFrom('network.subnet').select('id').where('network_id', '=', id).executeTakeFirst()
  // It may have been switched off only.
  if (!subnet) await insertSubnet(tx, projectId, id, await freeCidr(tx, pool))
  return id
}

async function insertSubnet(tx: Db, projectId: ProjectId, networkId: NetworkId, cidr: string) {
  const { base } = parseCidr(cidr)!
  await tx
    .insertInto('network.subnet')
    .values({
      id: newId(),
      network_id: networkId,
      project_id: projectId,
      name: 'private-subnet',
      ip_version: 4,
      cidr,
      made_on_demand: true,
      gateway_ip: addressText(base + 1),
      // Below .10 is room for what a project may later want at an address that one remembers.
      allocation_pools: JSON.stringify([{ start: addressText(base + 10), end: addressText(base + 254) }]),
    })
    .execute()
}

/**
 * The first /24 of the pool that no subnet of the cloud touches, so that the host can route to every project. Free ones are looked for at
 * the start of the pool and right behind each subnet in it: one of them is the first. A used-up pool gives any one again: networks are
 * separate all the same, only the host's route leads to the elder.
 */
async function freeCidr(tx: Db, pool: string): Promise<string> {
  const { base, prefix } = parseCidr(pool)!
  const { rows } = await sql<{ cidr: string }>`
    with candidate as (
      select set_masklen(${addressText(base)}::inet, 24)::cidr as cidr
      union
      select set_masklen(broadcast(network(set_masklen(s.cidr::inet, least(masklen(s.cidr), 24)))) + 1, 24)::cidr
      from network.subnet s where s.cidr && ${cidrText({ base, prefix })}::inet
    )
    select c.cidr::text as cidr from candidate c
    where c.cidr <<= ${cidrText({ base, prefix })}::inet
      and not exists (select from network.subnet s where s.cidr = c.cidr)
      and not exists (select from network.subnet s where masklen(s.cidr) <> 24 and s.cidr && c.cidr)
    order by c.cidr limit 1`.execute(tx)
  const count = 2 ** Math.max(0, 24 - prefix)
  return rows[0]?.cidr ?? cidrText({ base: base + Math.floor(Math.random() * count) * 256, prefix: 24 })
}
