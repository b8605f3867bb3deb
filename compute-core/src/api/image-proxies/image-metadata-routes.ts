import { z } from 'zod'
import { invalid, notFound, overQuota } from '#platform/errors'
import type { ComputeDeps } from '../compute-deps.ts'
import { metadataField } from '../server-fields.ts'
import { limitsOf } from '../quotas/limits-of.ts'
import { readAs } from '#platform/service/read-as'
import { type RequestContext, route, routeWithBody } from '../route.ts'
import { changeMetadata, metadataOf, showImage } from './image-proxy.ts'

const until = '2.38'
const allPairs = z.strictObject({ metadata: metadataField })
const onePair = z.strictObject({
  meta: metadataField.refine((pairs) => Object.keys(pairs).length === 1, 'Send exactly one pair.'),
})

const imageOf = (api: ComputeDeps, context: RequestContext) => showImage(api, context, context.params['image']!)

/** The image that the URL names, and the value of the URL's key in its metadata. */
async function oneOf(api: ComputeDeps, context: RequestContext) {
  const key = context.params['key']!
  const image = await imageOf(api, context)
  const value = metadataOf(image)[key]
  if (value === undefined) throw notFound(`Metadata of image ${image.id}:`, key)
  return { image, key, value }
}

async function assertRoom(api: ComputeDeps, context: RequestContext, metadata: object): Promise<void> {
  const { metadata_items: max } = await limitsOf(api, { projectId: context.caller.projectId ?? '' })
  const count = Object.keys(metadata).length
  if (max >= 0 && count > max) throw overQuota(`Quota exceeded, too many metadata items: ${count}, of ${max} at most.`)
}

/** An image's metadata: what the image service calls its properties. */
export const imageMetadataRoutes = [
  route('GET /images/:image/metadata', {
    until,
    async handle(api, context) {
      return { body: { metadata: metadataOf(await imageOf(api, context)) } }
    },
  }),
  routeWithBody('POST /images/:image/metadata', readAs(allPairs), {
    until,
    async handle(api, context, { metadata }) {
      const image = await imageOf(api, context)
      await assertRoom(api, context, { ...metadataOf(image), ...metadata })
      return { body: { metadata: metadataOf(await changeMetadata(api, context, image, metadata)) } }
    },
  }),
  routeWithBody('PUT /images/:image/metadata', readAs(allPairs), {
    until,
    async handle(api, context, { metadata }) {
      const image = await imageOf(api, context)
      await assertRoom(api, context, metadata)
      const none = Object.keys(metadataOf(image)).map((name) => [name, undefined] as const)
      const changes = { ...Object.fromEntries(none), ...metadata }
      return { body: { metadata: metadataOf(await changeMetadata(api, context, image, changes)) } }
    },
  }),
  route('GET /images/:image/metadata/:key', {
    until,
    async handle(api, context) {
      const { key, value } = await oneOf(api, context)
      return { body: { meta: { [key]: value } } }
    },
  }),
  routeWithBody('PUT /images/:image/metadata/:key', readAs(onePair), {
    until,
    async handle(api, context, { meta }) {
      const key = context.params['key']!
      if (!Object.hasOwn(meta, key)) throw invalid(`The body and the URL must name the same key: ${key}.`, key)
      const image = await imageOf(api, context)
      await assertRoom(api, context, { ...metadataOf(image), ...meta })
      await changeMetadata(api, context, image, meta)
      return { body: { meta } }
    },
  }),
  route('DELETE /images/:image/metadata/:key', {
    until,
    async handle(api, context) {
      const { image, key } = await oneOf(api, context)
      await changeMetadata(api, context, image, { [key]: undefined })
      return { status: 204 }
    },
  }),
]
