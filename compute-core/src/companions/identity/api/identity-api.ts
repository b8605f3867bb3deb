import { STATUS_CODES } from 'node:http'
import { invalid, notFound } from '#platform/errors'
import { openstackApp, signedIn } from '#platform/http/openstack-app'
import { addAccountRoutes } from './account-routes.ts'
import { addDomainRoutes } from './domain-routes.ts'
import { addGrantRoutes } from './grant-routes.ts'
import type { IdentityApp, IdentityOptions } from './identity-app.ts'
import { addProjectRoutes } from './project-routes.ts'
import { addCatalogRoutes, addReachRoutes } from './reach-routes.ts'
import { addRoleAssignmentRoutes } from './role-assignment-routes.ts'
import { addRoleRoutes } from './role-routes.ts'
import { addSignInRoute, addTokenRoutes } from './token-routes.ts'
import { addUserRoutes } from './user-routes.ts'
import { addVersionRoutes } from './version-routes.ts'

/** Keystone's API v3, to be mounted at `/identity`. */
export function identityApi(options: IdentityOptions): IdentityApp {
  const app = openstackApp({
    service: 'identity',
    log: options.log,
    envelope: ({ status, message }) => ({ error: { code: status, message, title: STATUS_CODES[status] ?? 'Error' } }),
  })
  // PostgreSQL's text knows no NUL: an address with one names nothing.
  app.use(async (c, next) => {
    if (/%00/.test(c.req.url)) throw invalid('The address must not hold NUL characters.')
    await next()
  })
  addVersionRoutes(app, options)
  addSignInRoute(app, options)
  app.use(
    '/v3/*',
    signedIn((token) => options.identity.authenticate(token)),
  )
  app.use('/v3/*', async (c, next) => {
    await next()
    if (c.req.method !== 'GET' && c.req.method !== 'HEAD') options.identity.forgetCallers()
  })
  addTokenRoutes(app, options)
  addReachRoutes(app, options)
  addCatalogRoutes(app, options)
  addProjectRoutes(app, options)
  addUserRoutes(app, options)
  addAccountRoutes(app, options)
  addGrantRoutes(app, options)
  addDomainRoutes(app, options)
  addRoleRoutes(app, options)
  addRoleAssignmentRoutes(app, options)
  // An app that is mounted in another answers for the unknown in its own words only by a route.
  app.all('*', (c) => {
    throw notFound('The resource', c.req.path)
  })
  return app
}
