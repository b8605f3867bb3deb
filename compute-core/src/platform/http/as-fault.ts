import { HTTPException } from 'hono/http-exception'
import { CloudError, describe, type Failure, httpStatus, unavailable } from '#platform/errors'

export interface Fault {
  status: number
  message: string
  kind: string
  /** When the same request will do. */
  retryAfterSeconds?: number
}

/** What the client is told of `error`: its own sentence when it is ours, else one that leaks nothing. */
export function asFault(error: Error): Fault {
  if (error instanceof CloudError) return asRefusal(error.failure)
  if (error instanceof HTTPException) return { status: error.status, message: error.message, kind: 'http' }
  const { code = '', syscall } = error as NodeJS.ErrnoException
  // PostgreSQL's class 22: a NUL, half a surrogate, a pattern of another dialect. It came with the request.
  if (/^22...$/.test(code)) return { status: 400, message: unspeakable, kind: 'invalid' }
  // Classes 08 and 57P: the database has gone or is coming back; nothing was done, and the same request will do later.
  if (/^(08...|57P..)$/.test(code) || syscall === 'connect' || /Connection terminated/.test(error.message))
    return asFault(unavailable('The database', 'Retry in a moment.', error))
  return { status: 500, message: unexpected, kind: 'unexpected' }
}

function asRefusal(failure: Failure): Fault {
  const fault = { status: httpStatus[failure.kind], message: describe(failure), kind: failure.kind }
  return failure.kind === 'rate-limited' ? { ...fault, retryAfterSeconds: failure.retryAfterSeconds } : fault
}

const unspeakable = 'The request has a text that cannot be kept or a pattern that cannot be searched for.'
const unexpected = 'Unexpected error. The log has its cause under this request id.'
