import { Hono } from 'hono'
import { forbidden } from '#platform/errors'
import type { Log } from '#platform/log'
import { answerFailures } from './answer-failures.ts'
import type { ControlEnv } from './control-env.ts'
import { desiredRoutes, type DesiredParts } from './desired-routes.ts'
import { imageRoutes, type ImageParts } from './image-routes.ts'
import { reportRoutes, type ReportParts } from './report-routes.ts'

export interface ControlParts extends ReportParts, DesiredParts, ImageParts {
  log: Log
}

/** What a control process does for the agents of its cloud, in this process or elsewhere: it takes reports, tells hosts what they have to know, and hands out and takes images. */
export function controlApp(parts: ControlParts): Hono<ControlEnv> {
  const app = new Hono<ControlEnv>()
  app.use(async (c, next) => {
    const peer = c.env?.peer
    if (peer?.kind !== 'host') throw forbidden('Only the hosts of this cloud are served here.')
    c.set('host', peer)
    await next()
  })
  app.route('/reports', reportRoutes(parts))
  app.route('/desired-state', desiredRoutes(parts))
  app.route('/images', imageRoutes(parts))
  answerFailures(app, parts.log, 'A request of an agent failed.')
  return app
}
