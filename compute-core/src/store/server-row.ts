import { sql, type Selectable } from 'kysely'
import type { EmbeddedFlavor, PortInfo, Server, ServerFault, VmState } from '#domain/server/server'
import type { PowerState } from '#domain/server/power-state'
import type { Db } from '#platform/db/database'
import type { ComputeServer } from '#platform/db/schema'
import type { FlavorId, HostId, ImageId, ProjectId, ServerGroupId, ServerId, UserId } from '#platform/ids'

/** What decides how a server's host is. */
export interface HostState {
  enabled: boolean
  forcedDown: boolean
  lastSeenAt: Date
}

/** A server as it was read, with how its host was at that moment. */
export interface StoredServer extends Server {
  host: HostState | null
}

/** A row of compute.server with its host and newest fault joined in. */
export interface ServerRow extends Selectable<ComputeServer> {
  host_name: string | null
  host_enabled: boolean | null
  host_forced_down: boolean | null
  host_last_seen_at: Date | null
  /** JSON from PostgreSQL: its date is still text. */
  fault: { code: number; message: string; details: string | null; created_at: string } | null
}

/** Selects servers as `toServer` wants them; the caller adds its conditions, with columns prefixed by `server.`. */
export const selectServers = (db: Db) =>
  db
    .selectFrom('compute.server as server')
    .leftJoin('compute.host as host', 'host.id', 'server.host_id')
    .selectAll('server')
    .select([
      'host.name as host_name',
      'host.enabled as host_enabled',
      'host.forced_down as host_forced_down',
      'host.last_seen_at as host_last_seen_at',
    ])
    .select(newestFault.as('fault'))

// Only these two states show a fault; for all others the subquery costs nothing.
const newestFault = sql<ServerRow['fault']>`case when server.vm_state in ('error', 'deleted') then (
  select jsonb_build_object('code', f.code, 'message', f.message, 'details', f.details, 'created_at', f.created_at)
  from compute.server_fault f where f.server_id = server.id order by f.id desc limit 1) end`

/** The server that a row stands for. */
export function toServer(row: ServerRow): StoredServer {
  return {
    id: row.id as ServerId,
    seq: row.seq,
    projectId: row.project_id as ProjectId,
    userId: row.user_id as UserId,
    name: row.name,
    description: row.description,
    hostname: row.hostname,
    vmState: row.vm_state as VmState,
    taskState: row.task_state,
    powerState: row.power_state as PowerState,
    progress: row.progress,
    hostId: row.host_id as HostId | null,
    hostName: row.host_name,
    availabilityZone: row.availability_zone,
    pinnedZone: row.pinned_zone,
    imageId: row.image_id as ImageId | null,
    imageProperties: row.image_properties as Record<string, string>,
    flavorId: row.flavor_id as FlavorId,
    flavor: row.flavor as unknown as EmbeddedFlavor,
    keyName: row.key_name,
    keyData: row.key_data,
    metadata: row.metadata as Record<string, string>,
    tags: row.tags,
    userData: row.user_data,
    configDrive: row.config_drive,
    accessIpV4: row.access_ip_v4,
    accessIpV6: row.access_ip_v6,
    diskConfig: row.disk_config as Server['diskConfig'],
    schedulerHints: row.scheduler_hints as Record<string, unknown>,
    networkInfo: row.network_info as unknown as readonly PortInfo[],
    lockedBy: row.locked_by as Server['lockedBy'],
    lockedReason: row.locked_reason,
    reservationId: row.reservation_id,
    launchIndex: row.launch_index,
    rootDeviceName: row.root_device_name,
    trustedCerts: row.trusted_certs,
    serverGroupId: row.server_group_id as ServerGroupId | null,
    oldFlavor: row.old_flavor as unknown as Server['oldFlavor'],
    oldVmState: row.old_vm_state as VmState | null,
    rescueImageId: row.rescue_image_id as ImageId | null,
    shelvedImageId: row.shelved_image_id as ImageId | null,
    shelvedAt: row.shelved_at,
    resizedAt: row.resized_at,
    softDeletedAt: row.soft_deleted_at,
    generation: row.generation,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    launchedAt: row.launched_at,
    terminatedAt: row.terminated_at,
    deletedAt: row.deleted_at,
    fault: toFault(row.fault),
    host: row.host_last_seen_at && {
      enabled: row.host_enabled!,
      forcedDown: row.host_forced_down!,
      lastSeenAt: row.host_last_seen_at,
    },
  }
}

const toFault = (fault: ServerRow['fault']): ServerFault | null =>
  fault && {
    code: fault.code,
    message: fault.message,
    details: fault.details,
    createdAt: new Date(fault.created_at),
  }
