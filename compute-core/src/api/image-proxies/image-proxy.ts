import { callPeer } from '../peer-service.ts'
import type { ComputeDeps } from '../compute-deps.ts'
import type { RequestContext } from '../route.ts'

/** An image as the image service shows it: what it knows, and the owner's properties among it. */
export interface ShownImage {
  id: string
  name: string | null
  status: string
  size: number | null
  min_disk: number
  min_ram: number
  created_at: string
  updated_at: string
}

const own = new Set(
  `id name status visibility owner protected os_hidden size virtual_size checksum os_hash_algo os_hash_value disk_format
  container_format min_disk min_ram tags created_at updated_at self file schema`.split(/\s+/),
)

/** The properties that an image's owner has given it: compute calls them metadata. */
export const metadataOf = (image: ShownImage): Record<string, string> =>
  Object.fromEntries(Object.entries(image).filter(([name]) => !own.has(name)))

/** The image of this id, as the image service shows it to the caller. */
export async function showImage({ peers }: ComputeDeps, context: RequestContext, id: string): Promise<ShownImage> {
  return (await callPeer(peers.image, context, { line: at('GET', id), about: image(id) })) as ShownImage
}

/** The images that the caller sees and that match, newest first. */
export async function listImages(
  { peers }: ComputeDeps,
  context: RequestContext,
  query: URLSearchParams,
): Promise<ShownImage[]> {
  const input = await callPeer(peers.image, context, { line: `GET /v2/images?${query}` })
  return (input as { images: ShownImage[] }).images
}

/** Deletes an image as its owner. */
export async function deleteImage({ peers }: ComputeDeps, context: RequestContext, id: string): Promise<void> {
  await callPeer(peers.image, context, { line: at('DELETE', id), about: image(id) })
}

/** Gives an image these properties, whatever it had; undefined takes one off. */
export async function changeMetadata(
  { peers }: ComputeDeps,
  context: RequestContext,
  before: ShownImage,
  changes: Readonly<Record<string, string | undefined>>,
): Promise<ShownImage> {
  const body = Object.entries(changes).map(([name, value]) => {
    const path = `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`
    return value === undefined ? { op: 'remove', path } : { op: 'add', path, value }
  })
  if (body.length === 0) return before
  const input = await callPeer(peers.image, context, {
    line: at('PATCH', before.id),
    body,
    contentType: 'application/openstack-images-v2.1-json-patch',
    about: image(before.id),
  })
  return input as ShownImage
}

const at = (method: string, id: string) => `${method} /v2/images/${encodeURIComponent(id)}`
const image = (id: string) => ({ what: 'Image', id })
