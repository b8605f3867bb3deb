import { join } from 'node:path'
import { imageGrants } from '#control/image-grants'
import { identityService } from '#services/identity/identity-service'
import { imageService } from '#services/image/image-service'
import { recoverUploads } from '#services/image/recover-uploads'
import { openImageFiles } from '#services/image/store/image-files'
import { networkService } from '#services/network/postgres-network'
import { placementService } from '#services/placement/postgres-placement'
import { systemClock } from '#platform/clock'
import type { Config } from '#platform/config'
import type { Database } from '#platform/db/database'
import { sealWith } from '#platform/seal'
import type { Secrets } from './secrets.ts'

export type Services = Awaited<ReturnType<typeof openServices>>

/** The services over one database, with what every part of a control process needs besides. */
export async function openServices(config: Config, db: Database, secrets: Secrets) {
  const clock = systemClock
  const files = await openImageFiles(join(config.dataDir, 'images'))
  const store = { db, files, quota: config.quota, sizeCap: config.image_size_cap }
  await recoverUploads(store)
  return {
    clock,
    store,
    seal: sealWith(secrets.sealKey),
    keys: { sealKey: secrets.sealKey, grants: imageGrants(secrets.sealKey) },
    identity: identityService({ db, clock }),
    images: imageService(store),
    networks: networkService(db),
    placement: placementService(db),
  }
}
