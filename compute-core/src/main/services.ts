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
import { processesInOffice } from '#platform/process/control-process'
import { sealWith } from '#platform/seal'
import type { Secrets } from './secrets.ts'

export type Services = Awaited<ReturnType<typeof openServices>>

/** The services over one database, with what every part of a control process needs besides. */
export async function openServices(config: Config, db: Database, secrets: Secrets, processId: string) {
  const clock = systemClock
  const files = await openImageFiles(config.filesystem_store_datadir ?? join(config.dataDir, 'images'), processId)
  const store = { db, files, processId, quota: config.quota, sizeCap: config.image_size_cap }
  const living = () => processesInOffice(db)
  await recoverUploads(
    store,
    (await living()).filter((id) => id !== processId),
  )
  return {
    clock,
    store,
    /** Gives up the uploads of processes that are gone. */
    recoverUploads: async () => recoverUploads(store, await living()),
    seal: sealWith(secrets.sealKey),
    keys: { sealKey: secrets.sealKey, grants: imageGrants(secrets.sealKey) },
    identity: identityService({ db, clock }),
    images: imageService(store),
    networks: networkService(db),
    placement: placementService(db),
  }
}
