import type { ImageSummary } from '#services/image/image-service'
import { CloudError, invalid } from '#platform/errors'
import type { ImageId, ProjectId } from '#platform/ids'
import { findKeyPair, type KeyPair } from '#store/key-pair-store'
import type { ImageChoice } from '#store/server-jobs'
import type { ComputeDeps } from '../compute-deps.ts'
import type { RequestContext } from '../route.ts'

/** The image that `field` of a request names, or a 400 when the caller cannot see it or nothing can be booted from it. */
export async function imageFor(
  { images }: Pick<ComputeDeps, 'images'>,
  { caller }: RequestContext,
  id: ImageId,
  field = 'imageRef',
): Promise<ImageSummary> {
  const image = await images.get(id, caller).catch((error: unknown) => {
    if (error instanceof CloudError && error.failure.kind === 'not-found')
      throw invalid(`Can not find requested image ${id}.`, field)
    throw error
  })
  return bootable(image, field)
}

/**
 * What a flow is told of an image that was chosen for a server of `projectId`: nothing, when that project sees it; else that an
 * administrator has chosen it all the same. For anybody else that is a 400.
 */
export async function choiceOf(
  { images }: Pick<ComputeDeps, 'images'>,
  { caller }: RequestContext,
  image: ImageSummary,
  { projectId, field = 'imageRef' }: { projectId: ProjectId; field?: string },
): Promise<ImageChoice> {
  if (await images.findFor(image.id, projectId)) return {}
  if (caller.isAdmin) return { anyImage: true }
  throw invalid(`Can not find requested image ${image.id}.`, field)
}

/** The image, or a 400 when nothing can be booted from it as yet, or any more. */
export function bootable(image: ImageSummary, field: string): ImageSummary {
  if (image.status === 'active' && image.size === 0)
    throw invalid(`Image ${image.id} is empty: nothing can be booted from 0 bytes. Pick one with a disk in it.`, field)
  if (image.status === 'active') return image
  throw invalid(`Image ${image.id} is ${image.status}. It can be booted from once it is active.`, field)
}

/** The key pair of this name of a user, or a 400. */
export async function keyFor({ db }: Pick<ComputeDeps, 'db'>, userId: string, name: string): Promise<KeyPair> {
  const key = await findKeyPair(db, userId, name)
  if (!key) throw invalid(`Invalid key_name provided: you have no key pair ${name}.`, 'key_name')
  return key
}
