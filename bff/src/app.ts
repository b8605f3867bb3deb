import { sealWith } from '@kilonova/compute-core/platform/seal'
import { Hono } from 'hono'
import { dashboardFiles } from './assets/dashboard-files.ts'
import { securityHeaders } from './assets/security-headers.ts'
import type { BffDeps, BffEnv } from './request/bff-env.ts'
import { Refusal } from './cloud/refusal.ts'
import { consoleHandlers, consolePaths } from './consoles/console-socket.ts'
import { goRoutes } from './go/go-routes.ts'
import { liveRoutes } from './live/live-routes.ts'
import { meRoutes } from './me/me-routes.ts'
import { metricsRoute } from './metrics.ts'
import { oidcRoutes } from './oidc/oidc-routes.ts'
import { cloudHomeRoutes } from './home/cloud-home-routes.ts'
import { homeRoutes } from './home/home-routes.ts'
import { referencePages } from './reference/reference-pages.ts'
import { serverRoutes } from './servers/server-routes.ts'
import { packAnswers } from './request/pack-answers.ts'
import { boundedJson, plainPathsOnly } from './request/well-formed.ts'
import { passThroughRoutes } from './pass-through/pass-through-routes.ts'
import { permitRoutes } from './permits/permit-routes.ts'
import { respondToError } from './request/respond-to-error.ts'
import { asAdministrator, inProject, requirePerson } from './request/require-session.ts'
import { keepScopedTokens } from './request/scoped-tokens.ts'
import { bulkRoutes } from './tasks/bulk-routes.ts'
import { taskRoutes } from './tasks/task-routes.ts'
import { sameOriginOnly } from './request/same-origin.ts'
import { sessionRoutes } from './session/session-routes.ts'

/** What is about one project, or about the whole cloud for its administrators: the same pages for both. */
const scopedRoutes = new Hono<BffEnv>()
  .route('/home', homeRoutes)
  .route('/cloud-home', cloudHomeRoutes)
  .route('/servers', serverRoutes)
  .route('/bulk', bulkRoutes)
  .route('/permits', permitRoutes)

/** What the browser calls with its scope in front: `/bff/p/<project's id>` or `/bff/admin`. */
export type ScopedApp = typeof scopedRoutes

/** What is about the person. */
const personRoutes = new Hono<BffEnv>()
  .route('/session', sessionRoutes)
  .route('/me', meRoutes)
  // Tells who is not signed in just that.
  .route('/live', liveRoutes)
  .route('/me/tasks', taskRoutes)
  .use('/go/*', requirePerson)
  .route('/go', goRoutes)

/** What the browser calls without a scope. */
export type BffApp = typeof personRoutes

/** What those ask who watch over the process. */
const watchedRoutes = new Hono<BffEnv>()
  .get('/healthz', async (c) => {
    const health = await c.var.deps.cloud.health()
    return c.json(health, health.ready ? 200 : 503)
  })
  .route('/metrics', metricsRoute)

/** What a process serves that is there for no API: whoever watches over it asks, and nobody else. */
export function watchedApp(deps: BffDeps): Hono<BffEnv> {
  const app = new Hono<BffEnv>()
  app.onError(respondToError)
  app.use(async (c, next) => {
    c.set('deps', deps)
    await next()
  })
  app.use(plainPathsOnly)
  app.route('/', watchedRoutes)
  app.notFound((c) => c.json({ message: 'This process serves no API: the setting roles says what it is for.' }, 404))
  return app
}

/**
 * The dashboard with its API, live events and console sockets, to be mounted at `/` beside the OpenStack APIs.
 * Consoles need the process to serve with `websocket: { server: new WebSocketServer({ noServer: true }) }`.
 */
export function bffApp(deps: BffDeps): { app: Hono<BffEnv> } {
  const seal = sealWith(deps.cookieKey)
  const scopedTokens = keepScopedTokens()
  const app = new Hono<BffEnv>()
  app.onError(respondToError)
  app.use(async (c, next) => {
    c.set('deps', deps)
    c.set('seal', seal)
    c.set('scopedTokens', scopedTokens)
    await next()
  })
  app.use(securityHeaders)
  app.use(plainPathsOnly)
  app.use(packAnswers)
  app.route('/', watchedRoutes)
  app.use('/bff/*', sameOriginOnly, boundedJson, async (c, next) => {
    await next()
    c.header('cache-control', 'no-store')
  })
  app.route('/bff', personRoutes)
  app.route('/bff/session/oidc', oidcRoutes(deps.signIn?.oidc ?? []))
  app.use('/bff/p/:project/*', requirePerson, inProject)
  app.use('/bff/admin/*', requirePerson, asAdministrator)
  for (const scope of ['/bff/p/:project', '/bff/admin'])
    app.route(scope, scopedRoutes).route(`${scope}/api`, passThroughRoutes)
  app.all('/bff/*', (c) => {
    throw new Refusal({ status: 404, service: 'dashboard', message: `${c.req.path} does not exist.` })
  })
  app.route('/reference', referencePages())
  // A page that is asked for goes past them.
  for (const path of consolePaths) app.get(path, ...consoleHandlers)
  app.route('/', dashboardFiles(deps.webDist))
  return { app }
}
