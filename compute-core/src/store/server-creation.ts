import type { EmbeddedFlavor, Server } from '#domain/server/server'
import type { Db } from '#platform/db/database'

/** What is known of a server before anything has been built. */
export type NewServer = Pick<
  Server,
  | 'id'
  | 'projectId'
  | 'userId'
  | 'name'
  | 'description'
  | 'hostname'
  | 'pinnedZone'
  | 'imageId'
  | 'imageProperties'
  | 'flavorId'
  | 'keyName'
  | 'keyData'
  | 'metadata'
  | 'tags'
  | 'userData'
  | 'configDrive'
  | 'accessIpV4'
  | 'accessIpV6'
  | 'diskConfig'
  | 'schedulerHints'
  | 'trustedCerts'
  | 'serverGroupId'
  | 'reservationId'
  | 'launchIndex'
> & { flavor: EmbeddedFlavor }

/** Writes new servers, building and waiting for a host; their flows are asked for in the same transaction. */
export async function insertServers(trx: Db, servers: readonly NewServer[]): Promise<void> {
  await trx.insertInto('compute.server').values(servers.map(toRow)).execute()
}

const toRow = (server: NewServer) => ({
  id: server.id,
  project_id: server.projectId,
  user_id: server.userId,
  name: server.name,
  description: server.description,
  hostname: server.hostname,
  vm_state: 'building',
  task_state: 'scheduling',
  pinned_zone: server.pinnedZone,
  image_id: server.imageId,
  image_properties: JSON.stringify(server.imageProperties),
  flavor_id: server.flavorId,
  flavor: JSON.stringify(server.flavor),
  vcpus: server.flavor.vcpus,
  ram_mb: server.flavor.ramMb,
  key_name: server.keyName,
  key_data: server.keyData,
  metadata: JSON.stringify(server.metadata),
  tags: [...server.tags],
  user_data: server.userData,
  config_drive: server.configDrive,
  access_ip_v4: server.accessIpV4,
  access_ip_v6: server.accessIpV6,
  disk_config: server.diskConfig,
  scheduler_hints: JSON.stringify(server.schedulerHints),
  server_group_id: server.serverGroupId,
  trusted_certs: server.trustedCerts && [...server.trustedCerts],
  reservation_id: server.reservationId,
  launch_index: server.launchIndex,
})
