import type { CloudClient } from '../cloud/cloud-client.ts'
import type { GlanceImage } from '../cloud/compute-answers.ts'

/** Every image this person sees; compute knows them by id only. */
export async function listImages(cloud: CloudClient): Promise<GlanceImage[]> {
  const { images } = await cloud.read<{ images: GlanceImage[] }>('image', '/images?limit=1000')
  return images
}

/** Names by id. An image service that fails must not take a list of servers down with it. */
export const imageNames = (cloud: CloudClient): Promise<Map<string, string>> =>
  listImages(cloud).then(
    (images) => new Map(images.map((image) => [image.id, image.name ?? image.id])),
    () => new Map(),
  )
