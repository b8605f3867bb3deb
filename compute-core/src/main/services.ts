import { join } from 'node:path'
import { identityService } from '#companions/identity/identity-service'
import { imageService } from '#companions/image/image-service'
import { recoverUploads } from '#companions/image/recover-uploads'
import { openImageFiles } from '#companions/image/store/image-files'
import { networkService } from '#companions/network/postgres-network'
import { placementService } from '#companions/placement/postgres-placement'
import { systemClock } from '#platform/clock'
import type { Config } from '#platform/config'
import type { Database } from '#platform/db/database'
import { sealWith } from '#platform/seal'
import type { Secrets } from './secrets.ts'

export type Services = Awaited<ReturnType<typeof openServices>>

/** The companions over one database, with what every part of a control process needs besides. */
export async function openServices(config: Config, db: Database, secrets: Secrets) {
  const clock = systemClock
  const store = { db, files: await openImageFiles(join(config.dataDir, 'images')) }
  await recoverUploads(store)
  return {
    clock,
    store,
    seal: sealWith(secrets.sealKey),
    identity: identityService({ db, clock }),
    images: imageService(store),
    networks: networkService(db),
    placement: placementService(db),
  }
}
