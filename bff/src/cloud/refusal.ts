import type { Context } from 'hono'
import { HTTPException } from 'hono/http-exception'
import type { BffEnv } from '../bff-env.ts'
import { dropSession } from '../session/session-cookie.ts'

/** Why something was refused, as the browser gets it. */
export interface RefusalBody {
  message: string
  status: number
  /** Who refused: compute, image, network, identity or dashboard. */
  service: string
  /** Under which the service's log has the cause. */
  requestId?: string
}

/** A refusal on its way to the person who asked. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly body: RefusalBody
  constructor(body: RefusalBody) {
    super(body.message)
    this.body = body
  }
}

/** Answers with what was refused and by whom; a session that the cloud no longer knows ends here. */
export function answerRefusal(error: Error, c: Context<BffEnv>): Response {
  const body = describeError(error)
  if (body.status >= 500) c.var.deps.log.error({ err: error, path: c.req.path, ...body }, 'dashboard request failed')
  if (body.status === 401) dropSession(c)
  return c.json({ error: body }, body.status as 400)
}

function describeError(error: Error): RefusalBody {
  if (error instanceof Refusal) return error.body
  if (error instanceof HTTPException) return { message: error.message, status: error.status, service: 'dashboard' }
  return { message: 'The dashboard failed; its log says why.', status: 500, service: 'dashboard' }
}
