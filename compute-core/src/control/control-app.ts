import { Hono } from 'hono'
import { packFailure, type CommandResponse } from '#agent/commands/command-wire'
import { CloudError, forbidden, httpStatus, invalid } from '#platform/errors'
import { isOutage } from '#platform/db/outage'
import type { Log } from '#platform/log'
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
  app.notFound((c) => c.json(failed(invalid(`Control has no ${c.req.method} ${c.req.path} for hosts.`)), 400))
  app.onError((error, c) => {
    if (isOutage(error)) return c.json(failed(error), 503)
    if (error instanceof CloudError) return c.json(failed(error), httpStatus[error.failure.kind] as 400)
    parts.log.error({ err: error, path: c.req.path }, 'A request of an agent failed.')
    return c.json(failed(new Error('Something went wrong in control.')), 500)
  })
  return app
}

const failed = (error: unknown): CommandResponse => ({ state: 'failed', failure: packFailure(error) })
