import { STATUS_CODES } from 'node:http'
import { HTTPException } from 'hono/http-exception'
import { forbidden, invalid, notFound } from '#platform/errors'
import { openstackApp, signedIn } from '#platform/http/openstack-app'
import { nameOf, negotiate } from '#platform/microversion/microversion'
import { addCandidateRoutes } from './candidate-routes.ts'
import { addConsumerRoutes } from './consumer-routes.ts'
import { addNameRoutes } from './name-routes.ts'
import { isSince, versions, type PlacementApp, type PlacementOptions } from './placement-app.ts'
import { addProviderRoutes } from './provider-routes.ts'

/** Placement's API, to be read only and mounted at `/placement`: the cloud itself writes what it shows. */
export function placementApi(options: PlacementOptions): PlacementApp {
  const app = openstackApp({
    service: 'placement',
    log: options.log,
    envelope: ({ status, message, requestId }) => ({
      errors: [
        {
          status,
          title: STATUS_CODES[status] ?? 'Error',
          detail: message,
          code: codeOf(status),
          request_id: requestId,
        },
      ],
    }),
  })
  app.use(async (c, next) => {
    if (/%00/.test(c.req.url)) throw invalid('The address must not hold NUL characters.')
    const version = negotiate(versions, c.req.header('openstack-api-version'))
    await next()
    c.header('OpenStack-API-Version', `placement ${nameOf(versions, version)}`)
    c.header('Vary', 'OpenStack-API-Version')
    if (!isSince(c, '1.15')) return
    c.header('Cache-Control', 'no-cache')
    c.header('Last-Modified', new Date().toUTCString())
  })
  app.get('/', (c) => c.json({ versions: [version] }))
  app.use('/*', signedIn(options.authenticate))
  app.use('/*', async (c, next) => {
    const { isAdmin, roles } = c.get('caller')
    // What a project uses of everything is for its own people too; its route looks after that.
    if (!isAdmin && !roles.includes('service') && !c.req.path.endsWith('/usages'))
      throw forbidden('Placement is for administrators and services.')
    if (!['GET', 'HEAD'].includes(c.req.method)) throw readOnly()
    await next()
  })
  addProviderRoutes(app, options)
  addConsumerRoutes(app, options)
  addNameRoutes(app, options)
  addCandidateRoutes(app, options)
  // An app that is mounted in another answers for the unknown in its own words only by a route.
  app.all('*', (c) => {
    throw notFound('The resource', c.req.path)
  })
  return app
}

const version = {
  id: 'v1.0',
  status: 'CURRENT',
  min_version: nameOf(versions, versions.min),
  max_version: nameOf(versions, versions.max),
  links: [{ rel: 'self', href: '' }],
}

const readOnly = () =>
  new HTTPException(405, {
    message: 'Placement can only be read here: the cloud itself writes it as hosts and servers come and go.',
  })

const codeOf = (status: number) => (status === 409 ? 'placement.concurrent_update' : 'placement.undefined_code')
