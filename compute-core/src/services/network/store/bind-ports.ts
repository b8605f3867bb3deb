import { sql } from 'kysely'
import { conflict } from '#platform/errors'
import type { Database, Db } from '#platform/db/database'
import { newId, type NetworkId, type PortId, type ProjectId, type ServerId } from '#platform/ids'
import type { NetworkRequest, PortBinding } from '../network-service.ts'
import { freeAddress, refuseAddress, takeAddress } from './addresses.ts'
import { tellHosts } from './changed-servers.ts'
import { reservePorts } from './port-writes.ts'
import { insertPort } from './insert-port.ts'
import { makeNetworkOnDemand } from './make-network-on-demand.ts'
import { noAddressLeft, planPorts, type PlannedPort } from './plan-ports.ts'
import { hasPorts, inRequestedOrder, portsOfServer } from './server-ports.ts'

export interface BindRequest {
  projectId: ProjectId
  serverId: ServerId
  hostName: string
  availabilityZone: string
  requested: 'auto' | 'none' | readonly NetworkRequest[]
}

/**
 * Makes or takes all of the server's ports in one transaction, so that any that are there mean all are there. The host that has them now
 * hears of it, and one that had them before.
 */
export function bindPorts(db: Database, request: BindRequest, pool: string): Promise<readonly PortBinding[]> {
  return db.transaction().execute(async (tx) => {
    await sql`select pg_advisory_xact_lock(hashtextextended(${`ports of ${request.serverId}`}, 0))`.execute(tx)
    const { serverId } = request
    const hosts = (await hasPorts(tx, serverId)) ? await moveTo(tx, request) : await bindAnew(tx, request, pool)
    const ports = inRequestedOrder(await portsOfServer(tx, serverId), request.requested)
    await tellHosts(
      tx,
      hosts.map((hostName) => ({ serverId, hostName })),
    )
    return ports
  })
}

/** Answers which hosts have something else to know. */
async function bindAnew(tx: Db, request: BindRequest, pool: string): Promise<readonly string[]> {
  const { projectId } = request
  const plan = await planPorts(tx, projectId, request.requested, request.serverId)
  const ports = plan === 'on-demand' ? [{ makeOn: await makeNetworkOnDemand(tx, projectId, pool) }] : plan
  const toMake = ports.flatMap((port) => ('makeOn' in port ? { project_id: projectId, network_id: port.makeOn } : []))
  await reservePorts(tx, toMake)
  for (const port of ports) await bindOne(tx, request, port)
  return ports.length === 0 ? [] : [request.hostName]
}

/** Takes the port or makes it, under `id` where that is decided already. The caller holds the server's ports and the network's addresses. */
export const bindOne = (tx: Db, request: Binding, port: PlannedPort, id?: PortId) =>
  'take' in port ? takePort(tx, request, port.take) : makePort(tx, request, port.makeOn, port.fixedIp, id)

type Binding = Omit<BindRequest, 'requested'>

const boundTo = ({ serverId, hostName, availabilityZone }: Binding) => ({
  device_id: serverId,
  device_owner: `compute:${availabilityZone}`,
  binding_host: hostName,
})

async function takePort(tx: Db, request: Binding, portId: PortId): Promise<void> {
  const taken = await tx
    .updateTable('network.port')
    .set({ ...boundTo(request), ...changed })
    .where('id', '=', portId)
    .where('project_id', '=', request.projectId)
    .where('device_id', 'in', ['', request.serverId])
    .executeTakeFirstOrThrow()
  if (taken.numUpdatedRows === 1n) return
  throw conflict(`Port ${portId} is still in use.`, 'Detach it from its server, or pick another one.')
}

async function makePort(
  tx: Db,
  request: Binding,
  networkId: NetworkId,
  fixedIp: string | undefined,
  id = newId<PortId>(),
): Promise<void> {
  const address = fixedIp === undefined ? await freeAddress(tx, networkId) : await refuseAddress(tx, networkId, fixedIp)
  if (!address) throw noAddressLeft(networkId)
  const { port_security_enabled } = await tx
    .selectFrom('network.network')
    .select('port_security_enabled')
    .where('id', '=', networkId)
    .executeTakeFirstOrThrow()
  await insertPort(tx, {
    id,
    network_id: networkId,
    project_id: request.projectId,
    made_for_server: true,
    port_security_enabled,
    in_default_group: port_security_enabled,
    ...boundTo(request),
  })
  await takeAddress(tx, id, address)
}

/** The ports are there already; a server that is built again on another host takes them along. Answers which hosts have something else to know. */
async function moveTo(tx: Db, request: BindRequest): Promise<readonly string[]> {
  const { serverId, hostName } = request
  const before = await tx
    .selectFrom('network.port')
    .select('binding_host')
    .distinct()
    .where('device_id', '=', serverId)
    .where('device_owner', 'like', 'compute:%')
    .where('binding_host', '<>', hostName)
    .execute()
  if (before.length === 0) return []
  await tx
    .updateTable('network.port')
    .set({ ...boundTo(request), ...changed })
    .where('device_id', '=', serverId)
    .where('device_owner', 'like', 'compute:%')
    .where('binding_host', '<>', hostName)
    .execute()
  return [hostName, ...before.flatMap(({ binding_host }) => (binding_host === '' ? [] : binding_host))]
}

const changed = { revision_number: sql<number>`revision_number + 1`, updated_at: sql<Date>`now()` }
