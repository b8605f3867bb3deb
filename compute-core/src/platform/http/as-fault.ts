import { HTTPException } from 'hono/http-exception'
import { isOutage, isStatementTimeout } from '#platform/db/outage'
import { CloudError, describe, type Failure, httpStatus, unavailable } from '#platform/errors'

export interface Fault {
  status: number
  message: string
  kind: string
  /** When the same request will do. */
  retryAfterSeconds?: number
  /** What HTTP wants to be said in the header of such an answer. */
  headers?: Readonly<Record<string, string>>
}

/** What the client is told of `error`: its own sentence when it is ours, else one that leaks nothing. */
export function asFault(error: Error): Fault {
  if (error instanceof CloudError) return asRefusal(error.failure)
  if (error instanceof HTTPException) return { status: error.status, message: error.message, kind: 'http' }
  const { code = '' } = error as NodeJS.ErrnoException
  // PostgreSQL's classes 22 and 54: a NUL, half a surrogate, a pattern of another dialect, more than it can hold. It came with the request.
  if (/^(22|54)...$/.test(code)) return { status: 400, message: unspeakable, kind: 'invalid' }
  if (code === 'ENOSPC' || code === 'EDQUOT' || code === diskFullOfPostgres)
    return asRefusal({ kind: 'disk-full', message: diskIsFull })
  // It went while it was sending, or its statement was cancelled for it: nobody reads this answer, and it is no failure of ours to be logged.
  if (error.name === 'AbortError' || /due to user request/.test(error.message) || isCutOff(error))
    return { status: 499, message: 'The client has gone.', kind: 'http' }
  if (isStatementTimeout(error)) return { status: 503, message: tookTooLong, kind: 'unavailable', retryAfterSeconds: 5 }
  if (isOutage(error))
    return { ...asFault(unavailable('The database', 'Retry in a moment.', error)), retryAfterSeconds: 1 }
  return { status: 500, message: unexpected, kind: 'unexpected' }
}

/** How Node says that a client has gone in the middle of its request's body. */
const isCutOff = (error: NodeJS.ErrnoException): boolean => error.code === 'ECONNRESET' && error.message === 'aborted'

function asRefusal(failure: Failure): Fault {
  const fault = { status: httpStatus[failure.kind], message: describe(failure), kind: failure.kind }
  switch (failure.kind) {
    case 'rate-limited':
    case 'overloaded':
      return { ...fault, retryAfterSeconds: failure.retryAfterSeconds }
    case 'range-not-satisfiable':
      return { ...fault, headers: { 'Content-Range': `bytes */${failure.size}` } }
    case 'method-not-allowed':
      return { ...fault, headers: { Allow: failure.allow.join(', ') } }
    case 'unsupported-media':
      return { ...fault, ...(failure.patchTypes && { headers: { 'Accept-Patch': failure.patchTypes.join(', ') } }) }
    default:
      return fault
  }
}

const diskFullOfPostgres = '53100'
const diskIsFull =
  'The disk of this cloud is full, so nothing could be stored. An administrator has to free space; then send the request again.'

const tookTooLong =
  'The database took too long for this request, and its work was ended. Ask for less (a smaller page, fewer filters), or try again in a moment.'
const unspeakable = 'The request has a text that cannot be kept or a pattern that cannot be searched for.'
const unexpected = 'Unexpected error. The log has its cause under this request id.'
