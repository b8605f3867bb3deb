import { CloudError, type Failure } from '#platform/errors'

/** A command's outcome as it travels. */
export type CommandResponse =
  | { state: 'running' }
  | { state: 'done'; result: unknown }
  | { state: 'failed'; failure: WireFailure }

/** A failure as it travels: ours stays whole, of anything else only the sentence. What of it is for whom says `hostFailure`. */
export type WireFailure = Failure | { kind: 'unexpected'; message: string }

/** `error` made ready to travel. */
export const packFailure = (error: unknown): WireFailure =>
  error instanceof CloudError
    ? error.failure
    : { kind: 'unexpected', message: error instanceof Error ? error.message : String(error) }

/** What a peer is answered when what it asked for has failed. */
export const failed = (error: unknown): CommandResponse => ({ state: 'failed', failure: packFailure(error) })

/** A failure that has travelled, as an error again. */
export const unpackFailure = (failure: WireFailure): Error =>
  failure.kind === 'unexpected' ? new Error(failure.message) : new CloudError(failure)
