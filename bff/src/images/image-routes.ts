import { Hono } from 'hono'
import { z } from 'zod'
import type { BffEnv } from '../bff-env.ts'
import type { GlanceImage } from '../cloud/compute-answers.ts'
import { body } from '../cloud/read-input.ts'
import { listImages } from './image-names.ts'

const newImage = z.strictObject({
  name: z.string().trim().min(1, 'Give the image a name.').max(255),
  diskFormat: z.enum(['qcow2', 'raw', 'iso', 'vmdk', 'vdi', 'vhd', 'vhdx']),
  minDiskGb: z.number().int().min(0).default(0),
  minRamMb: z.number().int().min(0).default(0),
  visibility: z.enum(['private', 'shared', 'community', 'public']).default('private'),
})

const pathOf = (imageId: string) => `/images/${encodeURIComponent(imageId)}`

/** Images: list, create with its bytes streamed through, delete. */
export const imageRoutes = new Hono<BffEnv>()
  .get('/', async (c) => {
    const projectId = c.var.session.project?.id
    const images = await listImages(c.var.cloud)
    return c.json({ images: images.map((image) => imageView(image, projectId)) })
  })
  .post('/', body(newImage), async (c) => {
    const { name, diskFormat, minDiskGb, minRamMb, visibility } = c.req.valid('json')
    const { id } = await c.var.cloud.read<GlanceImage>('image', '/images', {
      method: 'POST',
      json: {
        name,
        visibility,
        disk_format: diskFormat,
        container_format: 'bare',
        min_disk: minDiskGb,
        min_ram: minRamMb,
      },
    })
    return c.json({ id }, 201)
  })
  .put('/:id/file', async (c) => {
    const size = c.req.header('content-length')
    await c.var.cloud.send('image', `${pathOf(c.req.param('id'))}/file`, {
      method: 'PUT',
      headers: { 'content-type': 'application/octet-stream', ...(size ? { 'content-length': size } : {}) },
      body: c.req.raw.body,
      signal: c.req.raw.signal,
    })
    return c.json({})
  })
  .delete('/:id', async (c) => {
    await c.var.cloud.send('image', pathOf(c.req.param('id')), { method: 'DELETE' })
    return c.json({})
  })

const imageView = (image: GlanceImage, projectId: string | undefined) => ({
  id: image.id,
  name: image.name ?? image.id,
  status: image.status,
  visibility: image.visibility,
  isMine: image.owner === projectId,
  isProtected: image.protected === true,
  sizeBytes: image.size,
  virtualSizeBytes: image.virtual_size ?? null,
  diskFormat: image.disk_format,
  containerFormat: image.container_format,
  minDiskGb: image.min_disk,
  minRamMb: image.min_ram,
  hashAlgorithm: image.os_hash_algo ?? null,
  hash: image.os_hash_value ?? null,
  createdAt: image.created_at,
  updatedAt: image.updated_at,
  tags: image.tags ?? [],
})
