import type { MiddlewareHandler } from 'hono'
import type { BffEnv } from '../bff-env.ts'
import { cloudClient } from '../cloud/cloud-client.ts'
import { Refusal } from '../cloud/refusal.ts'
import { readSession } from './session-cookie.ts'

/** Lets only signed-in people through, and gives the routes the cloud as that person sees it. */
export const requireSession: MiddlewareHandler<BffEnv> = async (c, next) => {
  const session = readSession(c)
  if (!session)
    throw new Refusal({ status: 401, service: 'dashboard', message: 'Your session has ended. Sign in again.' })
  c.set('session', session)
  c.set('cloud', cloudClient(c.var.deps.cloud, new URL(c.req.url).origin, session.token))
  await next()
}
