import type { Updateable } from 'kysely'
import type { Db, DB } from '#platform/db/database'
import { conflict, invalid } from '#platform/errors'
import { type Address, freeAddress, lockAddresses, refuseAddress, takeAddress } from './addresses.ts'
import { insertPort, type NewPort } from './insert-port.ts'
import { noAddressLeft } from './plan-ports.ts'
import type { PortRow } from './port-listing.ts'
import { noteChange } from './changed-servers.ts'
import { refuseOverQuota } from './project-quota.ts'
import { lockRow, touched } from './write-rows.ts'

/** An address that a port is to have: one by itself, any of a subnet, or any at all. */
export interface AddressRequest {
  subnet_id?: string | undefined
  ip_address?: string | undefined
}

/** Reserves what several new ports take from each other, all in one order; whoever makes ports comes here first. */
export async function reservePorts(
  tx: Db,
  ports: readonly Pick<NewPort, 'project_id' | 'network_id'>[],
): Promise<void> {
  const byProject = Map.groupBy(ports, ({ project_id }) => project_id)
  for (const projectId of [...byProject.keys()].toSorted())
    await refuseOverQuota(tx, 'port', projectId, byProject.get(projectId)!.length)
  await lockAddresses(tx, [...new Set(ports.map(({ network_id }) => network_id))])
}

/** Makes a port with the addresses asked for, or with one where none are asked for and the network has a subnet. */
export async function makePort(tx: Db, port: NewPort, asked: readonly AddressRequest[] | undefined): Promise<void> {
  await insertPort(tx, port)
  await giveAddresses(tx, port.id, port.network_id, asked)
}

/** What of a port is changed. */
export interface PortChange {
  changes: Updateable<DB['network.port']>
  fixedIps: readonly AddressRequest[] | undefined
  /** A conflict when a server has the port. */
  needsFree: boolean
  /** The revision that the port must have. */
  revision: number | undefined
}

/**
 * Writes what is defined of the changes, and gives the port other addresses where there are any. The host of a server that has the port
 * is told.
 */
export async function updatePort(tx: Db, row: PortRow, change: PortChange): Promise<void> {
  const { changes, fixedIps, needsFree, revision } = change
  // Addresses before the row, as whoever binds a port does: nobody waits in a circle.
  if (fixedIps !== undefined) await lockAddresses(tx, [row.network_id])
  await lockRow(tx, { table: 'network.port', id: row.id, revision })
  const updated = await tx
    .updateTable('network.port')
    .set({ ...changes, ...touched })
    .where('id', '=', row.id)
    .$if(needsFree, (query) => query.where('device_owner', 'not like', 'compute:%'))
    .executeTakeFirst()
  if (updated.numUpdatedRows === 0n) throw inUse(row)
  if (fixedIps !== undefined) {
    await tx.deleteFrom('network.port_address').where('port_id', '=', row.id).execute()
    await giveAddresses(tx, row.id, row.network_id, fixedIps)
  }
  await noteChange(tx, { portId: row.id })
}

/** Deletes a port; a server that has it loses its card. */
export async function deletePort(tx: Db, id: string, revision?: number): Promise<void> {
  await lockRow(tx, { table: 'network.port', id, revision })
  await noteChange(tx, { portId: id })
  await tx.deleteFrom('network.port').where('id', '=', id).execute()
}

async function giveAddresses(
  tx: Db,
  portId: string,
  networkId: string,
  asked: readonly AddressRequest[] | undefined,
): Promise<void> {
  if (asked) for (const one of asked) await takeAddress(tx, portId, await addressFor(tx, networkId, one))
  else if (await hasSubnet(tx, networkId)) await takeAddress(tx, portId, await addressFor(tx, networkId, {}))
}

async function addressFor(tx: Db, networkId: string, { subnet_id, ip_address }: AddressRequest): Promise<Address> {
  if (subnet_id !== undefined && !(await hasSubnet(tx, networkId, subnet_id)))
    throw invalid(`Subnet ${subnet_id} is not on network ${networkId}.`, 'fixed_ips')
  if (ip_address !== undefined) return refuseAddress(tx, networkId, ip_address, subnet_id)
  const free = await freeAddress(tx, networkId, subnet_id)
  if (!free) throw noAddressLeft(networkId)
  return free
}

async function hasSubnet(tx: Db, networkId: string, subnetId?: string): Promise<boolean> {
  const found = await tx
    .selectFrom('network.subnet')
    .select('id')
    .where('network_id', '=', networkId)
    .$if(subnetId !== undefined, (query) => query.where('id', '=', subnetId!))
    .executeTakeFirst()
  return found !== undefined
}

const inUse = ({ id, device_id }: PortRow) =>
  conflict(`Port ${id} is in use by server ${device_id}.`, 'Detach it from its server first.')
