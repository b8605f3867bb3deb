import { sealWith } from '@kilonova/compute-core/platform/seal'
import { Hono } from 'hono'
import { dashboardFiles } from './assets/dashboard-files.ts'
import { securityHeaders } from './assets/security-headers.ts'
import type { BffDeps, BffEnv } from './bff-env.ts'
import { answerRefusal, Refusal } from './cloud/refusal.ts'
import { consoleHandlers } from './consoles/console-socket.ts'
import { imageRoutes } from './images/image-routes.ts'
import { keyPairRoutes } from './key-pairs/key-pair-routes.ts'
import { liveRoutes } from './live/live-routes.ts'
import { overviewRoutes } from './overview/overview-routes.ts'
import { serverGroupRoutes } from './server-groups/server-group-routes.ts'
import { serverRoutes } from './servers/server-routes.ts'
import { requireSession } from './session/require-session.ts'
import { sameOriginOnly } from './session/same-origin.ts'
import { sessionRoutes } from './session/session-routes.ts'

/** What only somebody signed in may ask for. */
const signedInRoutes = new Hono<BffEnv>()
  .use(requireSession)
  .route('/overview', overviewRoutes)
  .route('/servers', serverRoutes)
  .route('/server-groups', serverGroupRoutes)
  .route('/key-pairs', keyPairRoutes)
  .route('/images', imageRoutes)
  .route('/live', liveRoutes)

/** The dashboard's own API. Its type is the browser's client: none is written by hand. */
const pageRoutes = new Hono<BffEnv>().route('/session', sessionRoutes).route('/', signedInRoutes)

export type BffApp = typeof pageRoutes

/**
 * The dashboard with its API, live events and console sockets, to be mounted at `/` beside the OpenStack APIs.
 * Consoles need the process to serve with `websocket: { server: new WebSocketServer({ noServer: true }) }`.
 */
export function bffApp(deps: BffDeps): { app: Hono<BffEnv> } {
  const seal = sealWith(deps.cookieKey)
  const app = new Hono<BffEnv>()
  app.onError((error, c) => answerRefusal(error, c))
  app.use(async (c, next) => {
    c.set('deps', deps)
    c.set('seal', seal)
    await next()
  })
  app.use(securityHeaders)
  app.get('/healthz', async (c) => {
    const health = await deps.cloud.health()
    return c.json(health, health.ready ? 200 : 503)
  })
  app.use('/bff/*', sameOriginOnly, async (c, next) => {
    await next()
    c.header('cache-control', 'no-store')
  })
  app.route('/bff', pageRoutes)
  app.all('/bff/*', (c) => {
    throw new Refusal({ status: 404, service: 'dashboard', message: `There is nothing at ${c.req.path}.` })
  })
  app.get('/consoles/:kind{vnc|serial}', ...consoleHandlers)
  app.route('/', dashboardFiles(deps.webDist))
  return { app }
}
