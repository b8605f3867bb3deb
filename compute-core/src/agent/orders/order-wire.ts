import { CloudError, describe, type Failure } from '#platform/errors'

/** An order's outcome as it travels. */
export type OrderAnswer =
  | { state: 'running' }
  | { state: 'done'; result: unknown }
  | { state: 'failed'; failure: WireFailure }

/** A failure as it travels: what a client may know stays whole, of anything else only the sentence. */
export type WireFailure = Failure | { kind: 'unexpected'; message: string }

/** `error` made ready to travel. */
export const packFailure = (error: unknown): WireFailure =>
  error instanceof CloudError
    ? error.failure
    : { kind: 'unexpected', message: error instanceof Error ? error.message : String(error) }

/** The failure that has travelled, as an error again. */
export const unpackFailure = (failure: WireFailure): Error =>
  failure.kind === 'unexpected' ? new Error(failure.message) : new CloudError(failure)

/** The sentence of a failure that has travelled. */
export const sentenceOf = (failure: WireFailure): string =>
  failure.kind === 'unexpected' ? failure.message : describe(failure)
