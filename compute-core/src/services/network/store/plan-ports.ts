import { sql } from 'kysely'
import { conflict, invalid, overQuota } from '#platform/errors'
import type { Db } from '#platform/db/database'
import { isUuid, type NetworkId, type PortId, type ProjectId, type ServerId } from '#platform/ids'
import type { NetworkRequest } from '../network-service.ts'
import { freeAddress, refuseAddress } from './addresses.ts'
import { countOf, limitsOf } from './project-quota.ts'
import { usableNetworks } from './usable-networks.ts'

/** Ports to take or to make, in order; `on-demand` is the network that the project does not have yet. */
export type PortPlan = 'on-demand' | readonly PlannedPort[]
export type PlannedPort = { take: PortId } | { makeOn: NetworkId; fixedIp?: string }

/** Refuses what cannot be had, also for want of a free address; reserves nothing. */
export async function checkPorts(
  db: Db,
  projectId: ProjectId,
  requested: 'auto' | 'none' | readonly NetworkRequest[],
): Promise<void> {
  const plan = await planPorts(db, projectId, requested)
  if (plan === 'on-demand') return
  const toMake = plan.filter((port) => 'makeOn' in port).length
  const { port: limit } = await limitsOf(db, projectId)
  if (toMake > 0 && limit !== -1 && (await countOf(db, 'port', projectId)) + toMake > limit)
    throw overQuota('Maximum number of ports exceeded. Delete ports that nobody needs.')
  for (const port of plan)
    if ('makeOn' in port && port.fixedIp === undefined && !(await freeAddress(db, port.makeOn)))
      throw noAddressLeft(port.makeOn)
}

/** What a server's `networks` come to, or why they cannot be had; whether an address is free is seen when it is taken. */
export async function planPorts(
  db: Db,
  projectId: ProjectId,
  requested: 'auto' | 'none' | readonly NetworkRequest[],
  forServer: ServerId | '' = '',
): Promise<PortPlan> {
  if (requested === 'none') return []
  if (requested === 'auto') return planAuto(db, projectId)
  const ports = requested.flatMap(({ portId }) => portId ?? [])
  if (new Set(ports).size < ports.length)
    throw invalid('The same port is requested twice. Request each port once.', 'networks')
  const plan: PlannedPort[] = []
  for (const request of requested) plan.push(await planOne(db, projectId, request, forServer))
  return plan
}

async function planAuto(db: Db, projectId: ProjectId): Promise<PortPlan> {
  const usable = await usableNetworks(db, projectId)
  if (usable.length > 1)
    throw conflict(
      `Multiple possible networks found: ${usable.map(({ name, id }) => name || id).join(', ')}.`,
      'Use a Network ID to be more specific.',
    )
  const only = usable[0]
  if (!only) return 'on-demand'
  return [{ makeOn: only.id }]
}

async function planOne(db: Db, projectId: ProjectId, request: NetworkRequest, forServer: ServerId | '') {
  if (request.portId !== undefined) return planTaking(db, projectId, request.portId, request.fixedIp, forServer)
  if (request.networkId === undefined) throw invalid('A network needs a uuid or a port.', 'networks')
  return planMaking(db, projectId, request.networkId, request.fixedIp)
}

async function planTaking(
  db: Db,
  projectId: ProjectId,
  portId: PortId,
  fixedIp: string | undefined,
  forServer: ServerId | '',
): Promise<PlannedPort> {
  if (fixedIp !== undefined)
    throw invalid(
      `Specified Fixed IP '${fixedIp}' cannot be used with port '${portId}': the port has its own.`,
      'networks',
    )
  const { rows } = await sql<{ device_id: string; addressed: boolean }>`
    select device_id, exists (select from network.port_address a where a.port_id = p.id) as addressed
    from network.port p where id = ${isUuid(portId) ? portId : null} and project_id = ${projectId}`.execute(db)
  const port = rows[0]
  if (!port) throw invalid(`Port ${portId} could not be found.`, 'networks')
  if (port.device_id !== '' && port.device_id !== forServer)
    throw conflict(`Port ${portId} is still in use.`, 'Detach it from its server, or pick another one.')
  if (!port.addressed) throw invalid(`Port ${portId} requires a FixedIP in order to be used.`, 'networks')
  return { take: portId }
}

async function planMaking(
  db: Db,
  projectId: ProjectId,
  networkId: NetworkId,
  fixedIp: string | undefined,
): Promise<PlannedPort> {
  const { rows } = await sql<{ subnets: number }>`
    select (select count(*) from network.subnet s where s.network_id = n.id) as subnets from network.network n
    where id = ${isUuid(networkId) ? networkId : null} and (project_id = ${projectId} or shared) and not router_external`.execute(
    db,
  )
  if (!rows[0]) throw invalid(`Network ${networkId} could not be found.`, 'networks')
  if (rows[0].subnets === 0)
    throw invalid(`Network ${networkId} requires a subnet in order to boot instances on.`, 'networks')
  if (fixedIp !== undefined) await refuseAddress(db, networkId, fixedIp)
  return fixedIp === undefined ? { makeOn: networkId } : { makeOn: networkId, fixedIp }
}

/** The refusal when every address of the network's pools is taken. */
export const noAddressLeft = (networkId: string) =>
  conflict(
    `No more IP addresses available on network ${networkId}.`,
    'Delete a port that nobody needs, or add a subnet.',
  )
