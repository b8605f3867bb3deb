import type { ComputeDeps } from '../compute-deps.ts'
import { nextLinks, pageOf } from '#platform/service/page'
import { type RouteResponse, type RequestContext, route } from '../route.ts'
import { deleteImage, listImages, showImage } from './image-proxy.ts'
import { imageMetadataRoutes } from './image-metadata-routes.ts'
import { imageQuery, imageSearch } from './image-query.ts'
import { viewImage, viewImageBriefly } from './view-image.ts'

const until = '2.35'

const list = (at: 'GET /images' | 'GET /images/detail', view: typeof viewImage) =>
  route(at, {
    until,
    query: imageQuery,
    async handle(api: ComputeDeps, context: RequestContext): Promise<RouteResponse> {
      const page = pageOf(context, api.config.max_limit)
      const images = await listImages(api, context, imageSearch(context, page))
      const links = { name: 'images_links', path: at.slice(4), page, ids: images.map(({ id }) => id) }
      return { body: { images: images.map((image) => view(image, context)), ...nextLinks(context, links) } }
    },
  })

/** Images, as compute answered for the image service until people asked it themselves. */
export const imageProxyRoutes = [
  list('GET /images', viewImageBriefly),
  list('GET /images/detail', viewImage),
  route('GET /images/:image', {
    until,
    async handle(api, context) {
      return { body: { image: viewImage(await showImage(api, context, context.params['image']!), context) } }
    },
  }),
  route('DELETE /images/:image', {
    until,
    async handle(api, context) {
      await deleteImage(api, context, context.params['image']!)
      return { status: 204 }
    },
  }),
  ...imageMetadataRoutes,
]
