import { z } from 'zod'
import { conflict, forbidden } from '#platform/errors'
import { readAs } from '#platform/service/read-as'
import { route, type Route, routeWithBody } from './route.ts'
import { imageTarget, visibleImage } from './visible-image.ts'

const newLocation = z.object({
  url: z.string().min(1).max(65_535),
  validation_data: z.looseObject({}).nullable().optional(),
})

/** Where the bytes of images are: in this service alone, which is what Glance says where no store of addresses is enabled. */
export const locationRoutes: readonly Route[] = [
  route('GET /v2/images/:id/locations', {
    rule: 'fetch_image_location',
    target: imageTarget,
    response: z.array(z.never()),
    summary: 'Lists the addresses of an image besides its file: there are none.',
    async handle(deps, context) {
      await visibleImage(deps, context)
      return { body: [] }
    },
  }),
  routeWithBody('POST /v2/images/:id/locations', readAs(newLocation), {
    rule: 'add_image_location',
    target: imageTarget,
    success: 202,
    summary: 'Would have an image be at an address, which no store here takes.',
    async handle(deps, context) {
      const { id, status } = await visibleImage(deps, context)
      if (status !== 'queued')
        throw conflict(`Image ${id} is ${status}: a location is added to a queued one only.`, 'Create another image.')
      throw forbidden('No store for addresses is enabled. Upload the bytes of the image instead.')
    },
  }),
]
