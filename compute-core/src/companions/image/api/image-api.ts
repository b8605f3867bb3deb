import { STATUS_CODES } from 'node:http'
import { invalid, notFound } from '#platform/errors'
import { openstackApp, signedIn } from '#platform/http/openstack-app'
import { addDataRoutes } from './data-routes.ts'
import type { ImageApp, ImageOptions } from './image-app.ts'
import { addImageRoutes } from './image-routes.ts'
import { addSchemaRoutes } from './schema-routes.ts'
import { addTagRoutes } from './tag-routes.ts'
import { addVersionRoutes } from './version-routes.ts'

/** Glance's API v2, to be mounted at `/image`. */
export function imageApi(options: ImageOptions): ImageApp {
  const app = openstackApp({
    service: 'image',
    log: options.log,
    envelope: ({ status, message }) => ({ message, code: status, title: STATUS_CODES[status] ?? 'Error' }),
  })
  // PostgreSQL's text knows no NUL: an address with one names nothing.
  app.use(async (c, next) => {
    if (/%00/.test(c.req.url)) throw invalid('The address must not hold NUL characters.')
    await next()
  })
  addVersionRoutes(app, options)
  app.use('/v2/*', signedIn(options.authenticate))
  addImageRoutes(app, options)
  addDataRoutes(app, options)
  addTagRoutes(app, options)
  addSchemaRoutes(app)
  // An app that is mounted in another answers for the unknown in its own words only by a route.
  app.all('*', (c) => {
    throw notFound('The resource', c.req.path)
  })
  return app
}
