import { invalid, notFound } from '#platform/errors'
import { openstackApp, signedIn } from '#platform/http/openstack-app'
import { addAboutRoutes } from './about-routes.ts'
import { faultType } from './fault-type.ts'
import type { NetworkApp, NetworkOptions } from './network-app.ts'
import { addNetworkRoutes } from './network-routes.ts'
import { addPortRoutes } from './port-routes.ts'
import { addQuotaRoutes } from './quota-routes.ts'
import { addSecurityGroupRoutes } from './security-group-routes.ts'
import { addSubnetRoutes } from './subnet-routes.ts'
import { addTagRoutes } from './tag-routes.ts'
import { addVersionRoutes } from './version-routes.ts'

/** Neutron's API v2.0, first part, to be mounted at `/network`. */
export function networkApi(options: NetworkOptions): NetworkApp {
  const app = openstackApp({
    service: 'network',
    log: options.log,
    envelope: ({ message, kind }) => ({ NeutronError: { type: faultType(kind, message), message, detail: '' } }),
  })
  // PostgreSQL's text knows no NUL: an address with one names nothing.
  app.use(async (c, next) => {
    if (/%00/.test(c.req.url)) throw invalid('The address must not hold NUL characters.')
    await next()
  })
  addVersionRoutes(app, options)
  app.use('/v2.0/*', signedIn(options.authenticate))
  addNetworkRoutes(app, options)
  addSubnetRoutes(app, options)
  addPortRoutes(app, options)
  addTagRoutes(app, options)
  addSecurityGroupRoutes(app)
  addQuotaRoutes(app, options)
  addAboutRoutes(app)
  // An app that is mounted in another answers for the unknown in its own words only by a route.
  app.all('*', (c) => {
    throw notFound('The resource', c.req.path)
  })
  return app
}
