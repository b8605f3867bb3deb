import type { ImageSummary } from '#companions/image/image-service'
import { CloudError, invalid } from '#platform/errors'
import type { ImageId } from '#platform/ids'
import { findKeyPair, type KeyPair } from '#store/key-pair-store'
import type { ComputeDeps } from '../compute-deps.ts'
import type { Ask } from '../route.ts'

/** The image that `field` of a request names, or a 400 when the caller cannot see it or nothing can be booted from it. */
export async function imageFor(
  { images }: Pick<ComputeDeps, 'images'>,
  { caller }: Ask,
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

/** The image, or a 400 when nothing can be booted from it as yet, or any more. */
export function bootable(image: ImageSummary, field: string): ImageSummary {
  if (image.status === 'active') return image
  throw invalid(`Image ${image.id} is ${image.status}. It can be booted from once it is active.`, field)
}

/** The key pair of this name of a user, or a 400. */
export async function keyFor({ db }: Pick<ComputeDeps, 'db'>, userId: string, name: string): Promise<KeyPair> {
  const key = await findKeyPair(db, userId, name)
  if (!key) throw invalid(`Invalid key_name provided: you have no key pair ${name}.`, 'key_name')
  return key
}
