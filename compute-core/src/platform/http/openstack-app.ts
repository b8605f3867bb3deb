import { Hono, type Context, type MiddlewareHandler } from 'hono'
import { notFound, unauthorized } from '#platform/errors'
import { newRequestId, type RequestId } from '#platform/ids'
import type { Log } from '#platform/log'
import { asFault, type Fault } from './as-fault.ts'
import type { Authenticate, Caller } from './caller.ts'

export interface CloudEnv {
  Variables: { requestId: RequestId; caller: Caller }
}

export type CloudContext = Context<CloudEnv>

/** The body of a fault, in the form of one service; OpenStack's services agree on no one form. */
export type FaultEnvelope = (fault: Fault & { requestId: string }) => unknown

export interface ServiceOptions {
  /** Shown in the log: `compute`, `image` … */
  service: string
  envelope: FaultEnvelope
  log: Log
}

/** A Hono app that speaks as OpenStack's services do: a request id on every answer, every failure in `envelope`, nothing leaked. */
export function openstackApp({ service, envelope, log }: ServiceOptions): Hono<CloudEnv> {
  const app = new Hono<CloudEnv>({ strict: false })
  app.use(withRequestId)
  app.notFound((c) => refuse(c, notFound('The resource', c.req.path)))
  app.onError((error, c) => refuse(c, error))
  return app

  function refuse(c: CloudContext, error: Error) {
    const fault = asFault(error)
    const { status, message, retryAfterSeconds } = fault
    const requestId = c.get('requestId') ?? ''
    if (status >= 500) log.error({ service, requestId, method: c.req.method, path: c.req.path, err: error }, message)
    else log.debug({ service, requestId, status, err: { message: error.message, cause: error.cause } }, 'refused')
    if (status === 401) c.header('WWW-Authenticate', `Keystone uri="${new URL(c.req.url).origin}/identity"`)
    if (retryAfterSeconds !== undefined) c.header('Retry-After', String(retryAfterSeconds))
    return c.json(envelope({ ...fault, requestId }) as object, status as 400)
  }
}

const withRequestId: MiddlewareHandler<CloudEnv> = async (c, next) => {
  const requestId = newRequestId()
  c.set('requestId', requestId)
  // Before the answer is made: a header set on a made one has Hono copy it, body and all.
  c.header('x-openstack-request-id', requestId)
  await next()
}

/** Lets only callers with a valid `X-Auth-Token` through and sets `caller`. */
export const signedIn =
  (authenticate: Authenticate): MiddlewareHandler<CloudEnv> =>
  async (c, next) => {
    const token = c.req.header('x-auth-token')
    if (!token) throw unauthorized('The request you have made requires authentication.')
    const caller = await authenticate(token)
    if (!caller) throw unauthorized('The token is unknown, expired or revoked. Sign in again.')
    c.set('caller', caller)
    await next()
  }
