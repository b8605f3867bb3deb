import { z } from 'zod'
import { forbidden, invalid, notFound } from '#platform/errors'
import { parseAs } from '#platform/http/read-body'
import { isUuid, newId } from '#platform/ids'
import type { Target } from '#platform/service/policy-expression'
import { described, parseBody } from '#platform/service/read-as'
import { imageAttributes, isReadOnly, propertiesOf, type ImageAttributes } from '../domain/image-attributes.ts'
import type { visibilities } from '../domain/image-values.ts'
import { applyChanges, asChanges, type Change, patchForms, patchTypes } from '../domain/json-patch.ts'
import { createImage as createImageRow } from '../create-image.ts'
import { deleteImage, lockImage, updateImage, type ImageRow } from '../store/image-store.ts'
import { imageList, imageListQuery } from './image-list.ts'
import { imageView, showImage } from './image-view.ts'
import type { Rule } from './policy.ts'
import { type ImageDeps, type RequestContext, route, type Route, routeWithBody } from './route.ts'
import { imageTarget, targetOf, visibleImage } from './visible-image.ts'

interface NewImage {
  id: string | undefined
  attributes: ImageAttributes
}

const imageId = z
  .string()
  .refine(isUuid, 'It must be a UUID.')
  .transform((id) => id.toLowerCase())
const anObject = z.record(z.string(), z.unknown())

const readNewImage = described<Rule, NewImage>(imageAttributes.safeExtend({ id: imageId.optional() }), (body) => {
  const { id, ...rest } = parseBody(anObject, body)
  const readOnly = Object.keys(rest).find(isReadOnly)
  if (readOnly !== undefined) throw forbidden(`Attribute ${readOnly} is read-only. Leave it out.`)
  return { id: parseAs(imageId.optional(), id, 'id'), attributes: parseAs(imageAttributes, rest) }
})

const readChanges = described<Rule, Change[]>(patchForms['v2.1'], (body, { request }) =>
  asChanges(parseBody(patchForm(request), body)),
)

/** Images without their bytes: create, find, change, delete. */
export const imageRoutes: readonly Route[] = [
  routeWithBody('POST /v2/images', readNewImage, {
    rule: 'add_image',
    target: newImageTarget,
    response: imageView,
    success: 201,
    summary: 'Creates an image, which then waits for its bytes. A key that is no attribute is a property.',
    handle: createImage,
  }),
  route('GET /v2/images', {
    rule: 'get_images',
    query: imageListQuery,
    response: z.strictObject({
      images: z.array(imageView),
      first: z.string(),
      next: z.string().optional(),
      schema: z.string(),
    }),
    summary: 'Lists the images that the caller may see, the newest first.',
    handle: imageList,
  }),
  route('GET /v2/images/:id', {
    rule: 'get_image',
    target: imageTarget,
    response: imageView,
    summary: 'Shows an image.',
    handle: async (deps, context) => ({ body: showImage(await visibleImage(deps, context)) }),
  }),
  routeWithBody('PATCH /v2/images/:id', readChanges, {
    rule: 'modify_image',
    target: imageTarget,
    accepts: patchTypes,
    response: imageView,
    summary: 'Changes an image, by a list of changes as application/openstack-images-v2.1-json-patch.',
    handle: changeImage,
  }),
  route('DELETE /v2/images/:id', {
    rule: 'delete_image',
    target: imageTarget,
    success: 204,
    summary: 'Deletes an image and its bytes.',
    async handle(deps, context) {
      const { db, files } = deps.store
      const image = await visibleImage(deps, context)
      if (image.protected)
        throw forbidden(`Image ${image.id} is protected and cannot be deleted. Set protected to false first.`)
      if (!(await deleteImage(db, image.id))) throw notFound('Image', image.id)
      await files.remove(image.id)
      return { status: 204 }
    },
  }),
]

/** Whose a new image would be: the project's that the body names, or else the caller's own. */
function newImageTarget(_deps: ImageDeps, { caller }: RequestContext, input: unknown): Target {
  const named = anObject.safeParse(input).data?.['owner']
  const owner = typeof named === 'string' ? named : caller.projectId
  return { projectId: owner, attributes: { owner } }
}

async function createImage({ store }: ImageDeps, context: RequestContext, { id, attributes }: NewImage) {
  const owner = attributes.owner ?? context.caller.projectId
  if (owner === null) throw invalid('An image belongs to a project. Sign in to one, or name it as owner.', 'owner')
  permitVisibility(context, owner, attributes.visibility)
  const image = await createImageRow(store, {
    status: 'queued',
    id: id ?? newId(),
    project_id: owner,
    ...columnsOf(attributes),
    properties: propertiesOf(attributes),
  })
  return { status: 201, body: showImage(image), headers: { Location: `/v2/images/${image.id}` } } as const
}

async function changeImage(deps: ImageDeps, context: RequestContext, changes: readonly Change[]) {
  const { id } = await visibleImage(deps, context)
  const image = await deps.store.db.transaction().execute(async (tx) => {
    const before = await lockImage(tx, id)
    if (!before) throw notFound('Image', id)
    context.permit('modify_image', targetOf(before))
    const attributes = parseAs(imageAttributes, applyChanges(attributesOf(before), changes))
    assertMayBecome(context, before, attributes)
    const owner = attributes.owner ?? before.project_id
    return updateImage(tx, id, { ...columnsOf(attributes), project_id: owner, properties: propertiesOf(attributes) })
  })
  return { body: showImage(image!) }
}

function assertMayBecome(context: RequestContext, before: ImageRow, after: ImageAttributes): void {
  if (after.visibility !== before.visibility) permitVisibility(context, before.project_id, after.visibility)
  // Who gives an image to another project must be allowed to create it there.
  const { owner = before.project_id } = after
  if (owner !== before.project_id) context.permit('add_image', { projectId: owner, attributes: { owner } })
  for (const name of ['disk_format', 'container_format'] as const)
    if (after[name] !== before[name] && before.status !== 'queued')
      throw forbidden(`${name} can be changed only while the image waits for its bytes.`)
}

/** Offering an image to others has rules of its own. */
function permitVisibility(
  context: RequestContext,
  owner: string,
  visibility: (typeof visibilities)[number] = 'shared',
): void {
  const target = targetOf({ project_id: owner, visibility })
  if (visibility === 'public') context.permit('publicize_image', target)
  if (visibility === 'community') context.permit('communitize_image', target)
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

const patchForm = ({ headers }: Request) =>
  /^application\/openstack-images-v2\.0-json-patch/i.test(headers.get('content-type') ?? '')
    ? patchForms['v2.0']
    : patchForms['v2.1']
