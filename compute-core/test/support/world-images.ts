import type { NewImage } from '#services/image/image-service'
import type { Conductor } from '#conductor/conductor'
import { conflict } from '#platform/errors'
import type { ImageId, ProjectId } from '#platform/ids'
import { anImageSummary } from '#test/an-image-summary'

type Summary = ReturnType<typeof anImageSummary>

/** Images that exist only in memory, as flows and reconcilers see them. */
export interface WorldImages {
  known: Map<ImageId, Summary>
  /** Images that one project sees no more, with that project. */
  hidden: Map<ImageId, ProjectId>
  service: Conductor['images']
  /** Adds one that waits for its bytes, as the API does. */
  create(image: Partial<NewImage>): Summary
  /** Brings the bytes of one; it throws when that was deleted. */
  write(id: ImageId): void
}

/** No images yet. */
export function worldImages(): WorldImages {
  const known = new Map<ImageId, Summary>()
  const hidden = new Map<ImageId, ProjectId>()
  const ofBackups = (serverId: string, type: string) => ({ instance_uuid: serverId, backup_type: type })
  return {
    known,
    hidden,
    create(image) {
      const made = anImageSummary({ ...image, status: 'queued' })
      known.set(made.id, made)
      return made
    },
    write(id) {
      const image = known.get(id)
      if (!image) throw conflict(`Image ${id} was deleted.`, '')
      known.set(id, { ...image, status: 'active' })
    },
    service: {
      find: async (id) => known.get(id),
      findFor: async (id, projectId) => (hidden.get(id) === projectId ? undefined : known.get(id)),
      remove: async (id) => void known.delete(id),
      backups: async ({ serverId, backupType }) =>
        Array.from(known.values())
          .filter(({ properties }) =>
            Object.entries(ofBackups(serverId, backupType)).every(([name, value]) => properties[name] === value),
          )
          .toReversed()
          .map(({ id }) => id),
      unfinishedSnapshots: async () =>
        Array.from(known.values())
          .filter(({ status }) => status === 'queued')
          .map(({ id, properties }) => ({ imageId: id, serverId: properties['instance_uuid'] as never })),
    },
  }
}

/** Images of which any that is asked for is there. */
export const anyImage: Conductor['images'] = {
  ...worldImages().service,
  find: async (id) => anImageSummary({ id }),
  findFor: async (id) => anImageSummary({ id }),
}
