import { z } from 'zod'
import { invalid, notFound, overQuota } from '#platform/errors'
import type { ComputeDeps } from '../compute-deps.ts'
import { metadataField } from '../fields.ts'
import { limitsOf } from '../quotas/limits-of.ts'
import { readAs } from '../read-as.ts'
import { type Ask, route, routeWithBody } from '../route.ts'
import { changeMetadata, metadataOf, showImage } from './image-proxy.ts'

const until = '2.38'
const allPairs = z.strictObject({ metadata: metadataField })
const onePair = z.strictObject({
  meta: metadataField.refine((pairs) => Object.keys(pairs).length === 1, 'Send exactly one pair.'),
})

const imageOf = (api: ComputeDeps, ask: Ask) => showImage(api, ask, ask.params['image']!)

/** The image that the URL names, and the value of the URL's key in its metadata. */
async function oneOf(api: ComputeDeps, ask: Ask) {
  const key = ask.params['key']!
  const image = await imageOf(api, ask)
  const value = metadataOf(image)[key]
  if (value === undefined) throw notFound(`Metadata of image ${image.id}:`, key)
  return { image, key, value }
}

async function assertRoom(api: ComputeDeps, ask: Ask, metadata: object): Promise<void> {
  const { metadata_items: max } = await limitsOf(api, { projectId: ask.caller.projectId ?? '' })
  const count = Object.keys(metadata).length
  if (max >= 0 && count > max) throw overQuota(`Quota exceeded, too many metadata items: ${count}, of ${max} at most.`)
}

/** An image's metadata: what the image service calls its properties. */
export const imageMetadataRoutes = [
  route('GET /images/:image/metadata', {
    until,
    async handle(api, ask) {
      return { body: { metadata: metadataOf(await imageOf(api, ask)) } }
    },
  }),
  routeWithBody('POST /images/:image/metadata', readAs(allPairs), {
    until,
    async handle(api, ask, { metadata }) {
      const image = await imageOf(api, ask)
      await assertRoom(api, ask, { ...metadataOf(image), ...metadata })
      return { body: { metadata: metadataOf(await changeMetadata(api, ask, image, metadata)) } }
    },
  }),
  routeWithBody('PUT /images/:image/metadata', readAs(allPairs), {
    until,
    async handle(api, ask, { metadata }) {
      const image = await imageOf(api, ask)
      await assertRoom(api, ask, metadata)
      const none = Object.keys(metadataOf(image)).map((name) => [name, undefined] as const)
      const changes = { ...Object.fromEntries(none), ...metadata }
      return { body: { metadata: metadataOf(await changeMetadata(api, ask, image, changes)) } }
    },
  }),
  route('GET /images/:image/metadata/:key', {
    until,
    async handle(api, ask) {
      const { key, value } = await oneOf(api, ask)
      return { body: { meta: { [key]: value } } }
    },
  }),
  routeWithBody('PUT /images/:image/metadata/:key', readAs(onePair), {
    until,
    async handle(api, ask, { meta }) {
      const key = ask.params['key']!
      if (!Object.hasOwn(meta, key)) throw invalid(`The body and the URL must name the same key: ${key}.`, key)
      const image = await imageOf(api, ask)
      await assertRoom(api, ask, { ...metadataOf(image), ...meta })
      await changeMetadata(api, ask, image, meta)
      return { body: { meta } }
    },
  }),
  route('DELETE /images/:image/metadata/:key', {
    until,
    async handle(api, ask) {
      const { image, key } = await oneOf(api, ask)
      await changeMetadata(api, ask, image, { [key]: undefined })
      return { status: 204 }
    },
  }),
]
