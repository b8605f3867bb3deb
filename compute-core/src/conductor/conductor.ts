import type { Agents, OrderKind, Orders } from '#agent/orders/order-contract'
import type { ImageService } from '#companions/image/image-service'
import type { NetworkService } from '#companions/network/network-service'
import type { PlacementService } from '#companions/placement/placement-service'
import type { Clock } from '#platform/clock'
import type { Settings } from '#platform/config'
import type { Database } from '#platform/db/database'
import type { DurableFlows } from '#platform/flow/dbos-engine'
import type { Flows } from '#platform/flow/wishes'
import type { Log } from '#platform/log'

/** What flows and reconcilers work with. */
export interface Conductor {
  db: Database
  placement: PlacementService
  network: NetworkService
  images: Pick<ImageService, 'find' | 'remove' | 'backups' | 'unfinishedSnapshots'>
  agents: Agents
  flows: Flows & Pick<DurableFlows, 'stateOf' | 'prune'>
  clock: Clock
  log: Log
  settings: ConductorSettings
}

/** The settings that flows and reconcilers read. */
export type ConductorSettings = Pick<
  Settings,
  | 'shutdown_timeout'
  | 'shelved_offload_time'
  | 'wait_soft_reboot_seconds'
  | 'resize_confirm_window'
  | 'reclaim_instance_interval'
  | 'service_down_time'
  | 'default_availability_zone'
  | 'cpu_allocation_ratio'
  | 'ram_allocation_ratio'
  | 'disk_allocation_ratio'
  | 'reserved_host_memory_mb'
  | 'reserved_host_disk_mb'
  | 'webhook_url'
  | 'webhook_secret'
>

/** Gives the agent of `hostName` an order; a flow that comes to the same step again asks for the same order. */
export const order = <Kind extends OrderKind>(
  io: Pick<Conductor, 'agents'>,
  hostName: string,
  kind: Kind,
  orderId: string,
  params: Orders[Kind]['params'],
): Promise<Orders[Kind]['result']> => io.agents(hostName).order(kind, orderId, params)
