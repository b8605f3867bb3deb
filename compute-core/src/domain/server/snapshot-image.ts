import type { Server } from './server.ts'

/** What of a person stands in the images that are made for them. */
export interface SnapshotMaker {
  userId: string
  userName: string
  projectName: string
  roles: readonly string[]
}

/** What a snapshot is beside its bytes. */
export interface SnapshotImage {
  minDiskGb: number
  minRamMb: number
  properties: Record<string, string>
}

/** Properties that say something of an image's own bytes, and so nothing of those of a snapshot (Nova's non_inheritable_image_properties). */
const nonInheritable: ReadonlySet<string> = new Set([
  'cache_in_nova',
  'bittorrent',
  'img_signature_hash_method',
  'img_signature',
  'img_signature_key_type',
  'img_signature_certificate_uuid',
])

/**
 * What an image of `server` inherits from the one that it was made from, with what the maker says of it and the cloud says of it. The
 * cloud has the last word, but for the type of a snapshot; that of a backup is what the rotation goes by. `base` is that image, unless it
 * is gone.
 */
export function snapshotImage(
  server: Pick<Server, 'id' | 'projectId' | 'imageId' | 'imageProperties' | 'flavor'>,
  base: { minDiskGb: number; minRamMb: number } | undefined,
  how: { imageType: 'snapshot' | 'backup'; maker: SnapshotMaker; said: Readonly<Record<string, string>> },
): SnapshotImage {
  const inherited = Object.entries(server.imageProperties).filter(([name]) => !nonInheritable.has(name))
  return {
    minDiskGb: Math.max(base?.minDiskGb ?? 0, server.flavor.diskGb),
    minRamMb: base?.minRamMb ?? 0,
    properties: {
      ...Object.fromEntries(inherited),
      ...how.said,
      base_image_ref: server.imageId ?? '',
      boot_roles: how.maker.roles.join(','),
      image_location: 'snapshot',
      image_state: 'available',
      image_type: how.imageType === 'backup' ? 'backup' : (how.said['image_type'] ?? 'snapshot'),
      instance_uuid: server.id,
      owner_id: server.projectId,
      owner_project_name: how.maker.projectName,
      owner_user_name: how.maker.userName,
      user_id: how.maker.userId,
    },
  }
}
