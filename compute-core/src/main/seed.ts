import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { buildGuestImage } from '#services/image/guest-image/build-guest-image'
import { importSeedImage, isSeedImageImported } from '#services/image/import-seed-image'
import type { ImageStore } from '#services/image/upload-image'
import { seedIdentity } from '#services/identity/seed-identity'
import type { Config } from '#platform/config'
import type { Database } from '#platform/db/database'
import type { Log } from '#platform/log'
import { seedFlavors } from '#store/flavor-store'
import { generatedPassword } from './secrets.ts'

export interface Seeding {
  config: Config
  db: Database
  store: ImageStore
  log: Log
  /** Tells the person at the terminal what takes long. */
  say: (line: string) => void
}

const guestImageName = 'kilonova-guest-1'

/** What a cloud has from its first start on: people, flavors, an image. Answers with the password that was generated when this is the first. */
export async function seed({ config, db, store, log, say }: Seeding): Promise<string | undefined> {
  const { firstStart, adminProjectId } = await seedIdentity({
    db,
    adminPassword: async () => config.adminPassword ?? generatedPassword(config.dataDir),
  })
  await seedFlavors(db)
  if (adminProjectId && !(await isSeedImageImported(db, guestImageName))) {
    try {
      await importSeedImage(store, { ...(await guestImage(config, say)), projectId: adminProjectId })
    } catch (error) {
      // A cloud without an image is still a cloud: people upload their own, and the next start tries again.
      log.warn({ err: error }, 'No guest image')
      say(
        `The small guest image could not be made: ${(error as Error).message} Upload an image of your own; the next start tries again.`,
      )
    }
  }
  return config.adminPassword === undefined ? firstStart?.adminPassword : undefined
}

async function guestImage(config: Config, say: (line: string) => void) {
  if (config.driver === 'fake') return blankImage(config)
  let isSaid = false
  const made = await buildGuestImage({
    workDir: config.guest_image_dir ?? join(config.dataDir, 'guest-image'),
    // Silent where it was made before, by another cloud on this machine.
    log: () => {
      if (!isSaid) say('Making a small guest image (once) …')
      isSaid = true
    },
  })
  return { ...made, path: made.diskPath }
}

/** Fake guests never read their disk: a megabyte of nothing will do. */
async function blankImage(config: Config) {
  const path = join(config.dataDir, 'blank.img')
  await writeFile(path, Buffer.alloc(1_048_576), { mode: 0o600 })
  return { path, name: guestImageName, diskFormat: 'raw', minDiskGb: 0, minRamMb: 0, properties: {} }
}
