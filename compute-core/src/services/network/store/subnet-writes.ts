import type { Insertable } from 'kysely'
import type { Db, DB } from '#platform/db/database'
import { conflict, invalid } from '#platform/errors'
import { refuseOverQuota } from './project-quota.ts'
import type { AddressPool } from '../domain/ipv4.ts'
import { planSubnet } from '../domain/plan-subnet.ts'
import { freeAddress, lockAddresses } from './addresses.ts'
import type { SubnetRow } from './subnet-listing.ts'
import { noteChange } from './changed-servers.ts'
import { lockRow, refusedAs, touched } from './write-rows.ts'

/** Writes a subnet, unless it overlaps with another of its network, or its project has as many as it may. */
export async function insertSubnet(tx: Db, subnet: Insertable<DB['network.subnet']>): Promise<void> {
  await refuseOverQuota(tx, 'subnet', subnet.project_id)
  await tx
    .insertInto('network.subnet')
    .values(subnet)
    .execute()
    .catch(refusedAs('overlap', () => overlaps(String(subnet.cidr), subnet.network_id)))
}

const toldToHosts = ['gateway_ip', 'enable_dhcp', 'host_routes', 'dns_nameservers'] as const

/** What can be changed of a subnet. */
export interface SubnetChange {
  name?: string | undefined
  description?: string | undefined
  dns_nameservers?: string[] | undefined
  enable_dhcp?: boolean | undefined
  host_routes?: readonly { destination: string; nexthop: string }[] | undefined
  gateway_ip?: string | null | undefined
  allocation_pools?: readonly AddressPool[] | undefined
}

/** Writes what is defined of `changes`, as long as its addresses go together. Hosts with guests on the subnet are told. */
export async function changeSubnet(
  tx: Db,
  { id, network_id, cidr }: Pick<SubnetRow, 'id' | 'network_id' | 'cidr'>,
  changes: SubnetChange,
  revision?: number,
): Promise<void> {
  await lockAddresses(tx, [network_id])
  await lockRow(tx, { table: 'network.subnet', id, revision })
  const before = await tx
    .selectFrom('network.subnet')
    .select(['gateway_ip', 'allocation_pools', 'enable_dhcp', 'dhcp_ip'])
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
  const { gateway_ip = before.gateway_ip, allocation_pools, host_routes, ...plain } = changes
  const plan = planSubnet(cidr, gateway_ip, allocation_pools ?? (before.allocation_pools as unknown as AddressPool[]))
  if (plan.gateway !== null && plan.gateway !== before.gateway_ip) await refuseTaken(tx, id, plan.gateway)
  const needsDhcpIp = plan.gateway === null && (changes.enable_dhcp ?? before.enable_dhcp)
  await tx
    .updateTable('network.subnet')
    .set({
      ...plain,
      gateway_ip: plan.gateway,
      ...(allocation_pools && { allocation_pools: JSON.stringify(plan.pools) }),
      ...(host_routes && { host_routes: JSON.stringify(host_routes) }),
      dhcp_ip: needsDhcpIp ? (before.dhcp_ip ?? (await freeForDhcp(tx, network_id, id))) : null,
      ...touched,
    })
    .where('id', '=', id)
    .execute()
  const isForHosts = toldToHosts.some((name) => changes[name] !== undefined)
  if (isForHosts) await noteChange(tx, { subnetId: id })
}

/** Deletes a subnet, unless a port has an address of it. */
export async function deleteSubnet(tx: Db, id: string, revision?: number): Promise<void> {
  await lockRow(tx, { table: 'network.subnet', id, revision })
  await tx
    .deleteFrom('network.subnet')
    .where('id', '=', id)
    .execute()
    .catch(refusedAs('foreign-key', () => inUse(id)))
}

async function refuseTaken(tx: Db, subnetId: string, address: string): Promise<void> {
  const taken = await tx
    .selectFrom('network.port_address')
    .select('port_id')
    .where('subnet_id', '=', subnetId)
    .where('ip_address', '=', address)
    .executeTakeFirst()
  if (!taken) return
  throw conflict(
    `Current gateway ip ${address} already in use by port ${taken.port_id}. Unable to update.`,
    'Pick an address that no port has.',
  )
}

async function freeForDhcp(tx: Db, networkId: string, subnetId: string): Promise<string> {
  const free = await freeAddress(tx, networkId, subnetId)
  if (free) return free.address
  throw conflict(
    'Every address of the subnet is taken, and DHCP needs one where there is no gateway.',
    'Delete a port that nobody needs, or set enable_dhcp to false.',
  )
}

const overlaps = (cidr: string, networkId: string) =>
  invalid(
    `Requested subnet with cidr: ${cidr} for network: ${networkId} overlaps with another subnet. Pick another cidr.`,
    'cidr',
  )

const inUse = (id: string) =>
  conflict(
    `Unable to complete operation on subnet ${id}: One or more ports have an IP allocation from this subnet, which is still in use.`,
    'Delete its servers and ports first.',
  )
