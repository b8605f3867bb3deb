import { Hono, type Context, type MiddlewareHandler } from 'hono'
import { notFound } from '#platform/errors'
import { newRequestId, type RequestId } from '#platform/ids'
import type { Log } from '#platform/log'
import { asFault, type Fault } from './as-fault.ts'
import type { Caller } from './caller.ts'
import type { ClientEnv } from './client-address.ts'
import type { FaultText } from './fault-text.ts'
import { assertPlainPath, rawPathOf } from './request-path.ts'

export interface CloudEnv {
  Bindings: ClientEnv
  Variables: { requestId: RequestId; caller: Caller }
}

export type CloudContext = Context<CloudEnv>

/** The body of a fault, in the form of one service; OpenStack's services agree on no one form. */
export type FaultEnvelope = (fault: Fault & { requestId: string }) => unknown

/** The body of a fault for a client with this `Accept`, where it is not to be JSON. */
export type FaultForm = (fault: Fault, accept: string | undefined) => FaultText | undefined

export interface ServiceOptions {
  /** Shown in the log: `compute`, `identity` … */
  service: string
  envelope: FaultEnvelope
  faultForm?: FaultForm | undefined
  log: Log
  /** How clients reach this cloud; by default what they asked for. */
  publicUrl?: string | undefined
  /** The header that the service had for request ids before `x-openstack-request-id`. */
  olderRequestIdHeader?: string | undefined
}

/** A Hono app that speaks as OpenStack's services do: a request id on every answer, every failure in the service's form, nothing leaked. */
export function openstackApp(options: ServiceOptions): Hono<CloudEnv> {
  const { service, envelope, faultForm, log, publicUrl, olderRequestIdHeader } = options
  const app = new Hono<CloudEnv>({ strict: false })
  app.use(withRequestId(olderRequestIdHeader))
  app.use(plainPathsOnly)
  app.notFound((c) => refuse(c, notFound('The resource', c.req.path)))
  app.onError((error, c) => refuse(c, error))
  return app

  function refuse(c: CloudContext, error: Error) {
    const fault = asFault(error)
    const { status, message, kind, retryAfterSeconds, headers = {} } = fault
    const requestId = c.get('requestId') ?? ''
    const request = { service, requestId, method: c.req.method, path: c.req.path }
    // Only what nobody foresaw is an error of ours; what the cloud lacks at the moment is for its operator to know.
    if (kind === 'unexpected') log.error({ ...request, err: error }, message)
    else if (status > 501 && kind !== 'overloaded') log.warn({ ...request, status, err: error }, message)
    else log.debug({ ...request, status, err: { message: error.message, cause: error.cause } }, 'refused')
    if (status === 401) c.header('WWW-Authenticate', `Keystone uri="${publicOrigin(c, publicUrl)}/identity"`)
    if (retryAfterSeconds !== undefined) c.header('Retry-After', String(retryAfterSeconds))
    for (const [name, value] of Object.entries(headers)) c.header(name, value)
    const form = faultForm?.(fault, c.req.header('accept'))
    if (form) return c.body(form.text, status as 400, { 'Content-Type': form.type })
    return c.json(envelope({ ...fault, requestId }) as object, status as 400)
  }
}

const withRequestId =
  (olderHeader: string | undefined): MiddlewareHandler<CloudEnv> =>
  async (c, next) => {
    // Called from inside this process the app may have no env at all.
    const requestId = (c.env as ClientEnv | undefined)?.onBehalf?.requestId ?? newRequestId()
    c.set('requestId', requestId)
    // Before the answer is made: a header set on a made one has Hono copy it, body and all.
    c.header('x-openstack-request-id', requestId)
    if (olderHeader !== undefined) c.header(olderHeader, requestId)
    await next()
  }

const plainPathsOnly: MiddlewareHandler<CloudEnv> = async (c, next) => {
  assertPlainPath(rawPathOf(c))
  await next()
}

/** The address in front of all paths as clients know it. */
export const publicOrigin = (c: Context, publicUrl: string | undefined): string =>
  publicUrl?.replace(/\/+$/, '') ?? new URL(c.req.url).origin
