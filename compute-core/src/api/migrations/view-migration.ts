import { isoMicros } from '#platform/clock'
import type { Fields } from '#platform/service/history'
import { liveStatuses, type Migration } from '#store/migration-queries'
import type { RequestContext } from '../route.ts'
import { migrationHistory } from './migration-history.ts'

/** A migration in the list of all. */
export function viewMigration(migration: Migration, context: RequestContext): Fields {
  const { id, serverId, type, oldFlavorId, newFlavorId } = migration
  return migrationHistory.downgradeView(
    context.version,
    {
      ...common(migration, context.may('os_compute_api:os-migrations:index:host')),
      instance_uuid: serverId,
      old_instance_type_id: asNumber(oldFlavorId),
      new_instance_type_id: asNumber(newFlavorId),
      migration_type: type,
      ...(isLive(migration) && { links: context.links.both(`/servers/${serverId}/migrations/${id}`) }),
    },
    undefined,
  )
}

/** A live migration in the list of its server's. */
export const viewServerMigration = (migration: Migration, context: RequestContext): Fields =>
  migrationHistory.downgradeView(
    context.version,
    {
      ...common(migration, context.may('os_compute_api:servers:migrations:index:host')),
      server_uuid: migration.serverId,
      memory_total_bytes: null,
      memory_processed_bytes: null,
      memory_remaining_bytes: null,
      disk_total_bytes: null,
      disk_processed_bytes: null,
      disk_remaining_bytes: null,
    },
    undefined,
  )

/** Whether it is a live migration that is under way. */
export const isLive = ({ type, status }: Migration): boolean =>
  type === 'live-migration' && (liveStatuses as readonly string[]).includes(status)

/** A host and its hypervisor have one name here. */
function common(migration: Migration, seesHosts: boolean): Fields {
  const [source, dest] = seesHosts ? [migration.sourceHost, migration.destHost] : [null, null]
  return {
    id: migration.id,
    uuid: migration.uuid,
    status: migration.status,
    source_compute: source,
    source_node: source,
    dest_compute: dest,
    dest_node: dest,
    dest_host: dest,
    user_id: migration.userId,
    project_id: migration.projectId,
    created_at: isoMicros(migration.createdAt),
    updated_at: isoMicros(migration.updatedAt),
  }
}

/** Nova shows its own number of a flavor here; ours have no other than an id that is one. */
const asNumber = (flavorId: string): number | null => (/^\d{1,9}$/.test(flavorId) ? Number(flavorId) : null)
