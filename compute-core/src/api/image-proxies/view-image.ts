import type { Fields } from '#platform/service/history'
import type { RequestContext } from '../route.ts'
import { metadataOf, type ShownImage } from './image-proxy.ts'

const statuses: Readonly<Record<string, readonly [status: string, progress: number]>> = {
  queued: ['SAVING', 25],
  saving: ['SAVING', 50],
  active: ['ACTIVE', 100],
  deleted: ['DELETED', 0],
  pending_delete: ['DELETED', 0],
  killed: ['ERROR', 0],
}

const links = ({ id }: ShownImage, context: RequestContext) => [
  ...context.links.both(`/images/${id}`),
  { rel: 'alternate', type: 'application/vnd.openstack.image', href: `${context.links.origin}/image/images/${id}` },
]

/** An image as compute's short list shows it. */
export const viewImageBriefly = (image: ShownImage, context: RequestContext): Fields => ({
  id: image.id,
  name: image.name,
  links: links(image, context),
})

/** An image as compute showed it before people asked the image service themselves. */
export function viewImage(image: ShownImage, context: RequestContext): Fields {
  const [status, progress] = statuses[image.status] ?? ['UNKNOWN', 0]
  const metadata = metadataOf(image)
  const { auto_disk_config: disk, instance_uuid: server } = metadata
  return {
    ...viewImageBriefly(image, context),
    minRam: image.min_ram,
    minDisk: image.min_disk,
    metadata,
    created: image.created_at,
    updated: image.updated_at,
    status,
    progress,
    'OS-EXT-IMG-SIZE:size': image.size ?? 0,
    ...(disk !== undefined && { 'OS-DCF:diskConfig': /^(1|t|true|on|y|yes)$/i.test(disk) ? 'AUTO' : 'MANUAL' }),
    ...(server !== undefined && { server: { id: server, links: context.links.both(`/servers/${server}`) } }),
  }
}
