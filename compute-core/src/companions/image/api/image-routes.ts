import { z } from 'zod'
import { CloudError, forbidden, invalid, notFound } from '#platform/errors'
import type { Caller } from '#platform/http/caller'
import type { CloudContext } from '#platform/http/openstack-app'
import { parseAs, readJson } from '#platform/http/read-body'
import { isUuid, newId } from '#platform/ids'
import { canSee } from '../domain/image-access.ts'
import { imageAttributes, isReadOnly, propertiesOf, type ImageAttributes } from '../domain/image-attributes.ts'
import { applyChanges, asChanges, patchForms } from '../domain/json-patch.ts'
import { listImages } from '../store/image-listing.ts'
import { deleteImage, findImage, insertImage, lockImage, updateImage, type ImageRow } from '../store/image-store.ts'
import {
  assertAdmin,
  assertChangeable,
  changeableImage,
  visibleImage,
  type ImageApp,
  type ImageOptions,
} from './image-app.ts'
import { pageAddress, parseImageQuery, unknownMarker } from './image-query.ts'
import { showImage } from './image-view.ts'

const imageId = z
  .string()
  .refine(isUuid, 'It must be a UUID.')
  .transform((id) => id.toLowerCase())
const anObject = z.record(z.string(), z.unknown())

/** Images without their bytes: create, find, change, delete. */
export function addImageRoutes(app: ImageApp, options: ImageOptions): void {
  const { db, files } = options.store

  app.post('/v2/images', async (c) => {
    const body = parseAs(anObject, (await readJson(c)) ?? {})
    const { id, attributes } = parseNew(body)
    const image = await insertImage(db, {
      status: 'queued',
      id: id ?? newId(),
      project_id: ownerFor(c.get('caller'), attributes),
      ...columnsOf(attributes),
      properties: propertiesOf(attributes),
    })
    c.header('Location', `/v2/images/${image.id}`)
    return c.json(showImage(image), 201)
  })

  app.get('/v2/images', async (c) => {
    const query = parseImageQuery(c, options.maxLimit ?? 1000)
    await assertMarker(c, options, query.markerId)
    const images = query.limit === 0 ? [] : await listImages(db, query)
    const last = images.at(-1)
    return c.json({
      images: images.map(showImage),
      first: pageAddress(c),
      ...(last && images.length === query.limit && { next: pageAddress(c, last.id) }),
      schema: '/v2/schemas/images',
    })
  })

  app.get('/v2/images/:id', async (c) => c.json(showImage(await visibleImage(c, options))))

  app.patch('/v2/images/:id', async (c) => {
    const changes = asChanges(parseAs(patchForm(c), await readJson(c)))
    const { id } = await visibleImage(c, options)
    const image = await db.transaction().execute(async (tx) => {
      const before = await lockImage(tx, id)
      if (!before) throw notFound('Image', id)
      assertChangeable(c.get('caller'), before)
      const attributes = parseAs(imageAttributes, applyChanges(attributesOf(before), changes))
      assertMayBecome(c.get('caller'), before, attributes)
      const owner = attributes.owner ?? before.project_id
      return updateImage(tx, id, { ...columnsOf(attributes), project_id: owner, properties: propertiesOf(attributes) })
    })
    return c.json(showImage(image!))
  })

  app.delete('/v2/images/:id', async (c) => {
    const image = await changeableImage(c, options)
    if (image.protected)
      throw forbidden(`Image ${image.id} is protected and cannot be deleted. Set protected to false first.`)
    if (!(await deleteImage(db, image.id))) throw notFound('Image', image.id)
    await files.remove(image.id)
    return c.body(null, 204)
  })
}

function parseNew(body: Record<string, unknown>): { id: string | undefined; attributes: ImageAttributes } {
  const { id, ...rest } = body
  const readOnly = Object.keys(rest).find(isReadOnly)
  if (readOnly !== undefined) throw forbidden(`Attribute ${readOnly} is read-only. Leave it out.`)
  return { id: parseAs(imageId.optional(), id, 'id'), attributes: parseAs(imageAttributes, rest) }
}

function ownerFor(caller: Caller, attributes: ImageAttributes): string {
  if (!caller.isAdmin && !caller.roles.includes('member')) throw forbidden('Creating images needs the role member.')
  if (attributes.visibility === 'public') assertAdmin(caller, 'make an image public')
  const owner = attributes.owner ?? caller.projectId
  if (owner === null) throw invalid('An image belongs to a project. Sign in to one, or name it as owner.', 'owner')
  if (owner !== caller.projectId) assertAdmin(caller, 'create an image for another project')
  return owner
}

function assertMayBecome(caller: Caller, before: ImageRow, after: ImageAttributes): void {
  if (after.visibility === 'public' && before.visibility !== 'public') assertAdmin(caller, 'make an image public')
  if (after.owner !== before.project_id) assertAdmin(caller, 'give an image to another project')
  for (const name of ['disk_format', 'container_format'] as const)
    if (after[name] !== before[name] && before.status !== 'queued')
      throw forbidden(`${name} can be changed only while the image waits for its bytes.`)
}

const attributesOf = (image: ImageRow): Record<string, unknown> => ({
  ...image.properties,
  name: image.name,
  disk_format: image.disk_format,
  container_format: image.container_format,
  min_disk: image.min_disk,
  min_ram: image.min_ram,
  visibility: image.visibility,
  protected: image.protected,
  os_hidden: image.os_hidden,
  tags: image.tags,
  owner: image.project_id,
})

const columnsOf = (attributes: ImageAttributes) => {
  const { name, disk_format, container_format, min_disk, min_ram, visibility, os_hidden, tags } = attributes
  return {
    ...(name !== undefined && { name }),
    ...(disk_format !== undefined && { disk_format }),
    ...(container_format !== undefined && { container_format }),
    ...(min_disk !== undefined && { min_disk }),
    ...(min_ram !== undefined && { min_ram }),
    ...(visibility !== undefined && { visibility }),
    ...(attributes.protected !== undefined && { protected: attributes.protected }),
    ...(os_hidden !== undefined && { os_hidden }),
    ...(tags !== undefined && { tags: [...new Set(tags)] }),
  }
}

function patchForm(c: CloudContext) {
  const type = c.req.header('content-type') ?? ''
  const version = /^application\/openstack-images-(v2\.[01])-json-patch\s*(;|$)/i.exec(type)?.[1]
  if (version !== 'v2.0' && version !== 'v2.1')
    throw new CloudError({
      kind: 'unsupported-media',
      message: 'Send a list of changes as application/openstack-images-v2.1-json-patch.',
    })
  return patchForms[version]
}

async function assertMarker(c: CloudContext, { store }: ImageOptions, markerId: string | undefined): Promise<void> {
  const marker = markerId === undefined ? undefined : await findImage(store.db, markerId)
  if (markerId !== undefined && (!marker || !canSee(c.get('caller'), marker))) throw unknownMarker(markerId)
}
