/**
 * Every failure a caller may act on. The union is the whole list: a `switch` over `kind` is complete. What `describe` says of one is for
 * everybody; `detail` has what only administrators may read: the words of a program, the names of hosts, folders and addresses.
 */
export type Failure = Reason & { detail?: string }

type Reason =
  | { kind: 'invalid'; message: string; field?: string }
  | { kind: 'unauthorized'; message: string }
  | { kind: 'forbidden'; message: string }
  | { kind: 'over-quota'; message: string }
  | { kind: 'not-found'; what: string; id: string }
  | { kind: 'method-not-allowed'; message: string; allow: readonly string[] }
  | { kind: 'timeout'; message: string }
  | { kind: 'conflict'; message: string; hint: string }
  | { kind: 'precondition-failed'; message: string }
  | { kind: 'gone'; message: string }
  | { kind: 'too-large'; message: string }
  | { kind: 'unsupported-media'; message: string; patchTypes?: readonly string[] }
  | { kind: 'range-not-satisfiable'; message: string; size: number }
  | { kind: 'rate-limited'; message: string; retryAfterSeconds: number }
  | { kind: 'not-implemented'; message: string }
  | { kind: 'no-valid-host'; rejections: Readonly<Record<string, number>> }
  | { kind: 'unavailable'; what: string; hint: string }
  | { kind: 'overloaded'; message: string; retryAfterSeconds: number }
  | { kind: 'failed'; message: string }
  | { kind: 'disk-full'; message: string }

/** A refusal or failure with its reason; `cause` goes to the log and never to a client. */
export class CloudError extends Error {
  override readonly name = 'CloudError'
  readonly failure: Failure
  constructor(failure: Failure, cause?: unknown) {
    super(describe(failure), { cause })
    this.failure = failure
  }
}

/** The client's sentence for `failure`, with what would make the request succeed. */
export function describe(failure: Failure): string {
  switch (failure.kind) {
    case 'not-found':
      return `${failure.what} ${failure.id} could not be found.`
    case 'conflict':
      return failure.hint ? `${failure.message} ${failure.hint}` : failure.message
    case 'no-valid-host':
      return `No valid host was found. ${countedReasons(failure.rejections)}`
    case 'unavailable':
      return `${failure.what} is not available. ${failure.hint}`
    default:
      return failure.message
  }
}

/** What is said of an error: a sentence for everybody, what only administrators read, and the status that goes with it. */
export interface Account {
  sentence: string
  detail: string | undefined
  status: number
}

/** The account of any error. Of one that is not ours nobody knows what its words give away: they are a detail. */
export function accountOf(error: Error): Account {
  if (!(error instanceof CloudError)) return { sentence: unexpected, detail: error.message, status: 500 }
  const { failure } = error
  return { sentence: describe(failure), detail: failure.detail, status: httpStatus[failure.kind] }
}

const unexpected = 'Something went wrong inside of the cloud. Try again; administrators are shown the reason.'

const countedReasons = (rejections: Readonly<Record<string, number>>): string => {
  const reasons = Object.entries(rejections).toSorted(([, a], [, b]) => b - a)
  if (reasons.length === 0) return 'There is no host yet.'
  const rest = reasons.slice(mostReasons).reduce((sum, [, hosts]) => sum + hosts, 0)
  const told = [...reasons.slice(0, mostReasons), ...(rest > 0 ? [['other reasons', rest] as const] : [])]
  return told.map(([reason, hosts]) => `${hosts} ${hosts === 1 ? 'host' : 'hosts'}: ${reason}`).join('; ') + '.'
}

/** Each host of a thousand may lack another amount: nobody reads them all. */
const mostReasons = 20

export const invalid = (message: string, field?: string) =>
  new CloudError(field === undefined ? { kind: 'invalid', message } : { kind: 'invalid', message, field })
export const unauthorized = (message: string) => new CloudError({ kind: 'unauthorized', message })
export const forbidden = (message: string) => new CloudError({ kind: 'forbidden', message })
export const overQuota = (message: string) => new CloudError({ kind: 'over-quota', message })
export const notFound = (what: string, id: string) => new CloudError({ kind: 'not-found', what, id })
export const conflict = (message: string, hint: string) => new CloudError({ kind: 'conflict', message, hint })
export const preconditionFailed = (message: string) => new CloudError({ kind: 'precondition-failed', message })
/** Something was tried and did not work; another try may. */
export const failed = (message: string, detail?: string, cause?: unknown) =>
  new CloudError(detail === undefined ? { kind: 'failed', message } : { kind: 'failed', message, detail }, cause)
export const unavailable = (what: string, hint: string, cause?: unknown) =>
  new CloudError({ kind: 'unavailable', what, hint }, cause)

/** The status HTTP has for each kind of failure; the services differ only in how the body is wrapped. */
export const httpStatus = {
  invalid: 400,
  unauthorized: 401,
  forbidden: 403,
  'over-quota': 403,
  'not-found': 404,
  'method-not-allowed': 405,
  timeout: 408,
  conflict: 409,
  gone: 410,
  'precondition-failed': 412,
  'too-large': 413,
  'unsupported-media': 415,
  'range-not-satisfiable': 416,
  'rate-limited': 429,
  'not-implemented': 501,
  'no-valid-host': 500,
  unavailable: 503,
  overloaded: 503,
  failed: 500,
  'disk-full': 507,
} as const satisfies Record<Failure['kind'], number>
