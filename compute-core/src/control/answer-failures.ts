import type { Env, Hono } from 'hono'
import { failed } from '#agent/commands/command-wire'
import { isOutage } from '#platform/db/outage'
import { CloudError, httpStatus, invalid } from '#platform/errors'
import type { Log } from '#platform/log'
import { BrokenOff } from '#platform/wire/message-body'

/**
 * Has `app` answer agents what has failed as they read it; what is none of the cloud's own refusals is logged under `what`, and kept from them.
 * What a peer does wrong, anybody could do without end: it fills no log.
 */
export function answerFailures<E extends Env>(app: Hono<E>, log: Log, what: string): void {
  app.notFound((c) => c.json(failed(invalid(`Control has no ${c.req.method} ${c.req.path} for hosts.`)), 400))
  app.onError((error, c) => {
    if (isOutage(error)) return c.json(failed(error), 503)
    if (error instanceof CloudError) return c.json(failed(error), httpStatus[error.failure.kind] as 400)
    if (error instanceof BrokenOff) {
      log.debug({ err: error, path: c.req.path }, 'a peer broke off what it was saying')
      return c.json(failed(invalid('The body broke off.')), 400)
    }
    log.error({ err: error, path: c.req.path }, what)
    return c.json(failed(new Error('Something went wrong in control.')), 500)
  })
}
