import type { CloudClient } from '../cloud/cloud-client.ts'
import type { ImageView } from '@kilonova/compute-core/services/image/api/image-view'
import { readPages } from './read-pages.ts'

/** The images that this person can use. */
export const listImages = (cloud: CloudClient): Promise<ImageView[]> =>
  readPages(cloud, 'image', '/images', ({ images, next }: { images: ImageView[]; next?: string }) => ({
    items: images,
    next,
  }))

interface WithImage {
  image: { id: string } | '' | null
}

/**
 * The name of the image that a server was made from; null where it is gone. An image service that fails must not take the server's page
 * down with it.
 */
export async function imageNameOf(cloud: CloudClient, { image }: WithImage): Promise<string | null> {
  if (!image) return null
  return cloud
    .read<ImageView>('image', `/images/${encodeURIComponent(image.id)}`)
    .then(({ name }) => name)
    .catch(() => null)
}
