import { sql } from 'kysely'
import type { Database, Db } from '#platform/db/database'
import { invalid, notFound } from '#platform/errors'
import { isUuid, type PortId, type ProjectId, type ServerId } from '#platform/ids'
import type { NetworkRequest } from '../network-service.ts'
import { freeAddress, refuseAddress } from './addresses.ts'
import { bindOne, type BindRequest } from './bind-ports.ts'
import { tellHosts } from './changed-servers.ts'
import { planPorts, type PlannedPort } from './plan-ports.ts'
import { reservePorts } from './port-writes.ts'
import { usableNetworks } from './usable-networks.ts'

/** One more port for a server that has its others already. */
export interface AttachRequest extends Omit<BindRequest, 'requested'> {
  /** Undefined: on the only network that the project can use. */
  requested: NetworkRequest | undefined
  /** The id of the port where one has to be made. */
  newPortId: PortId
}

/** Refuses what `attachPort` would refuse: what there is not is a 404, what is in use a conflict. Reserves nothing. */
export async function checkAttachment(
  db: Db,
  projectId: ProjectId,
  requested: NetworkRequest | undefined,
): Promise<void> {
  const port = await planOne(db, projectId, requested)
  if ('take' in port) return
  if (port.fixedIp !== undefined) await refuseAddress(db, port.makeOn, port.fixedIp)
  else if (!(await freeAddress(db, port.makeOn))) throw noMoreAddresses(port.makeOn)
}

/** Makes or takes the port and binds it, and its host hears of it; asked twice it is done once. Answers which port it is. */
export function attachPort(db: Database, request: AttachRequest): Promise<PortId> {
  const portId = request.requested?.portId ?? request.newPortId
  return db.transaction().execute(async (tx) => {
    await sql`select pg_advisory_xact_lock(hashtextextended(${`ports of ${request.serverId}`}, 0))`.execute(tx)
    if (await isAttached(tx, request.serverId, portId)) return portId
    const port = await planOne(tx, request.projectId, request.requested)
    if ('makeOn' in port) await reservePorts(tx, [{ project_id: request.projectId, network_id: port.makeOn }])
    await bindOne(tx, request, port, request.newPortId)
    await tellHosts(tx, [request])
    return portId
  })
}

async function planOne(db: Db, projectId: ProjectId, requested: NetworkRequest | undefined): Promise<PlannedPort> {
  if (requested === undefined) return onTheOnlyNetwork(db, projectId)
  await assertThere(db, projectId, requested)
  const plan = await planPorts(db, projectId, [requested])
  return (plan as readonly PlannedPort[])[0]!
}

async function onTheOnlyNetwork(db: Db, projectId: ProjectId): Promise<PlannedPort> {
  const usable = await usableNetworks(db, projectId)
  if (usable.length === 1) return { makeOn: usable[0]!.id }
  if (usable.length === 0) throw invalid('No network to attach to was found. Make one with a subnet.', 'net_id')
  const names = usable.map(({ name, id }) => name || id).join(', ')
  throw invalid(`Multiple possible networks found: ${names}. Name one in net_id.`, 'net_id')
}

async function assertThere(db: Db, projectId: ProjectId, { portId, networkId }: NetworkRequest): Promise<void> {
  const { rows } = await (
    portId !== undefined
      ? sql`select from network.port where id = ${isUuid(portId) ? portId : null} and project_id = ${projectId}`
      : sql`select from network.network where id = ${networkId ?? null} and (project_id = ${projectId} or shared)`
  ).execute(db)
  if (rows.length === 0) throw notFound(portId === undefined ? 'Network' : 'Port', String(portId ?? networkId))
}

const isAttached = async (db: Db, serverId: ServerId, portId: PortId) =>
  (await db
    .selectFrom('network.port')
    .select('id')
    .where('id', '=', portId)
    .where('device_id', '=', serverId)
    .executeTakeFirst()) !== undefined

const noMoreAddresses = (networkId: string) =>
  invalid(`No more IP addresses available on network ${networkId}. Delete a port that nobody needs, or add a subnet.`)
