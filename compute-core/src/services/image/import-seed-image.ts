import { createReadStream } from 'node:fs'
import type { Db } from '#platform/db/database'
import { isMilestoneReached, reachMilestone } from '#platform/db/milestone'
import { newId, type ImageId, type ProjectId } from '#platform/ids'
import { ingestFile } from './ingest-file.ts'
import { insertImage, type ImageInsert } from './store/image-store.ts'
import type { ImageStore } from './upload-image.ts'

export interface SeedImage {
  /** A file to copy the bytes from. */
  path: string
  name: string
  /** Its owner: the project `admin`. */
  projectId: ProjectId
  diskFormat: string
  containerFormat?: string
  minDiskGb?: number
  minRamMb?: number
  properties?: Readonly<Record<string, string>>
}

const milestoneOf = (name: string) => `image-seeded:${name}`

/** Whether the seed image of this name has been made, be it there still or not. */
export const isSeedImageImported = (db: Db, name: string): Promise<boolean> => isMilestoneReached(db, milestoneOf(name))

/** Makes a public image of a file, once in the life of the cloud: one that somebody deleted does not come back. */
export async function importSeedImage({ db, files }: ImageStore, seed: SeedImage): Promise<ImageId | undefined> {
  if (await isSeedImageImported(db, seed.name)) return undefined
  const id = newId<ImageId>()
  const part = await files.openPart(id)
  try {
    const file = await ingestFile(createReadStream(seed.path), part, seed.diskFormat, { sizeCap: Infinity })
    const imported = await db.transaction().execute(async (tx) => {
      if (!(await reachMilestone(tx, milestoneOf(seed.name)))) return false
      await insertImage(tx, {
        ...asRow(seed, id),
        size: file.size,
        virtual_size: file.virtualSize,
        checksum: file.md5,
        os_hash_algo: 'sha512',
        os_hash_value: file.sha512,
      })
      await files.keep(part, id)
      return true
    })
    return imported ? id : undefined
  } finally {
    // Once kept, it has another name, and there is nothing to discard.
    await files.discard(part)
  }
}

const asRow = (seed: SeedImage, id: ImageId): ImageInsert => ({
  id,
  project_id: seed.projectId,
  name: seed.name,
  status: 'active',
  visibility: 'public',
  disk_format: seed.diskFormat,
  container_format: seed.containerFormat ?? 'bare',
  min_disk: seed.minDiskGb ?? 0,
  min_ram: seed.minRamMb ?? 0,
  properties: { ...seed.properties },
})
