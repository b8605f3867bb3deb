import { forbidden } from '#platform/errors'
import { catalogAt, regionId } from '../domain/catalog.ts'
import { listDomainsOfUser } from '../store/domain-store.ts'
import { holdsRole } from '../store/grant-store.ts'
import { listProjects } from '../store/project-store.ts'
import { showDomain } from './domain-routes.ts'
import { linkTo, originOf, type IdentityApp, type IdentityOptions } from './identity-app.ts'
import { listReply, withSelf } from './list-reply.ts'
import { permit, readsAll } from './policy.ts'
import { showProject } from './project-routes.ts'

/** What a caller can reach: the catalog, and the scopes to sign in to. */
export function addReachRoutes(app: IdentityApp, options: IdentityOptions): void {
  const { db } = options

  app.get('/v3/auth/catalog', (c) => {
    const { projectId, systemScope } = c.get('caller')
    if (projectId === null && !systemScope)
      throw forbidden('An unscoped token has no catalog. Sign in to a project or to the system.')
    const catalog = catalogAt(originOf(c, options), options.mounted)
    return c.json({ catalog, links: { next: null, previous: null, self: linkTo(c, options, '/auth/catalog') } })
  })

  app.get('/v3/auth/projects', async (c) => {
    const projects = await listProjects(db, { userId: c.get('caller').userId, enabled: true })
    return listReply(
      c,
      options,
      'projects',
      projects.map((project) => showProject(c, options, project)),
    )
  })

  app.get('/v3/auth/domains', async (c) => {
    const domains = await listDomainsOfUser(db, c.get('caller').userId)
    return listReply(
      c,
      options,
      'domains',
      domains.map((domain) => showDomain(c, options, domain)),
    )
  })

  app.get('/v3/auth/system', async (c) => {
    const holds = await holdsRole(db, c.get('caller').userId, { kind: 'system' })
    return listReply(c, options, 'system', holds ? [{ all: true }] : [])
  })
}

/** The catalog as resources, to read: what is mounted is main's to say. */
export function addCatalogRoutes(app: IdentityApp, options: IdentityOptions): void {
  app.get('/v3/services', (c) => {
    permit('identity:list_services', readsAll(c.get('caller')))
    const type = c.req.query('type')
    const services = catalogAt(originOf(c, options), options.mounted).filter(
      (s) => type === undefined || s.type === type,
    )
    return listReply(
      c,
      options,
      'services',
      services.map(({ id, type, name }) =>
        withSelf(c, options, 'services', { id, type, name, enabled: true, description: '' }),
      ),
    )
  })

  app.get('/v3/endpoints', (c) => {
    permit('identity:list_endpoints', readsAll(c.get('caller')))
    const { service_id: serviceId, interface: face } = c.req.query()
    const endpoints = catalogAt(originOf(c, options), options.mounted)
      .flatMap((service) =>
        service.endpoints.map((endpoint) => ({ ...endpoint, service_id: service.id, enabled: true })),
      )
      .filter(
        (e) => (serviceId === undefined || e.service_id === serviceId) && (face === undefined || e.interface === face),
      )
    return listReply(
      c,
      options,
      'endpoints',
      endpoints.map((endpoint) => withSelf(c, options, 'endpoints', endpoint)),
    )
  })

  app.get('/v3/regions', (c) =>
    listReply(c, options, 'regions', [
      withSelf(c, options, 'regions', { id: regionId, description: '', parent_region_id: null }),
    ]),
  )
}
