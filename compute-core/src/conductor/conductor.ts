import type { Agents, CommandKind, Commands } from '#agent/commands/command-contract'
import type { IdentityService } from '#services/identity/identity-service'
import type { ImageService } from '#services/image/image-service'
import type { NetworkService } from '#services/network/network-service'
import type { PlacementService } from '#services/placement/placement-service'
import type { Clock } from '#platform/clock'
import type { Settings } from '#platform/config'
import type { Database } from '#platform/db/database'
import type { DurableFlows } from '#platform/flow/dbos-engine'
import type { Flows } from '#platform/flow/jobs'
import type { AskOnBehalf } from '#platform/http/on-behalf'
import type { Log } from '#platform/log'

/** What flows and reconcilers work with. */
export interface Conductor {
  db: Database
  identity: Pick<IdentityService, 'forgetExpiredTokens' | 'callerNow'>
  placement: PlacementService
  network: NetworkService
  images: Pick<ImageService, 'find' | 'findFor' | 'remove' | 'backups' | 'unfinishedSnapshots'>
  agents: Agents
  flows: Flows & Pick<DurableFlows, 'stateOf' | 'prune' | 'takeUp'>
  /** The compute API, as somebody who has asked for it beforehand. */
  askCompute: AskOnBehalf
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
  | 'resume_guests_state_on_host_boot'
  | 'service_down_time'
  | 'default_availability_zone'
  | 'aggregate_image_properties_isolation_namespace'
  | 'aggregate_image_properties_isolation_separator'
  | 'cpu_allocation_ratio'
  | 'ram_allocation_ratio'
  | 'disk_allocation_ratio'
  | 'reserved_host_memory_mb'
  | 'reserved_host_disk_mb'
  | 'metrics_raw_hours'
  | 'metrics_5min_days'
  | 'metrics_hour_days'
  | 'webhook_url'
  | 'webhook_secret'
  | 'audit_retention_days'
  | 'bulk_run_retention_days'
>

type Waits = { [Kind in CommandKind]?: (params: Commands[Kind]['params']) => boolean }

const always = () => true

/**
 * The commands that may take long, and why it is not for the conductor to hold a place for them: a guest does what it is asked when its
 * owner likes, and a host has a queue of its own for what is heavy.
 */
const waits: Waits = {
  'guest-power-off': ({ graceMs }) => graceMs > 0,
  'guest-reboot': ({ hard }) => !hard,
  'guest-detach-nic': always,
  'guest-set-password': always,
  'guest-suspend': always,
  'guest-resume': always,
  'disks-create': always,
  'disks-rebuild': always,
  'disks-rescue': always,
  'disks-resize': always,
  'image-cache': always,
  'snapshot-make': always,
  'snapshot-upload': always,
}

/**
 * Gives the agent of `hostName` a command; a flow that comes to the same step again asks for the same command. While it waits for a guest
 * or for its turn at the host, the flow takes no place from others.
 */
export function command<Kind extends CommandKind>(
  io: Pick<Conductor, 'agents' | 'flows'>,
  hostName: string,
  kind: Kind,
  commandId: string,
  params: Commands[Kind]['params'],
): Promise<Commands[Kind]['result']> {
  const give = async () => io.agents(hostName).command(kind, commandId, params)
  const mayTakeLong: ((params: Commands[Kind]['params']) => boolean) | undefined = waits[kind]
  return mayTakeLong?.(params) ? io.flows.yieldSlotWhile(give) : give()
}
