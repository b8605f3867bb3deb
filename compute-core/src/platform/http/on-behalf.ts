import type { RequestId } from '#platform/ids'
import type { Caller } from './caller.ts'

/** Somebody on whose behalf the cloud makes a request that they have asked for before, under an id that is known beforehand. */
export interface OnBehalf {
  caller: Caller
  requestId: RequestId
  /** Where they were when they asked. */
  clientAddress?: string | undefined
}

/** Makes a request to an API of this cloud on somebody's behalf: it is answered as theirs would be. */
export type AskOnBehalf = (who: OnBehalf, path: string, init: RequestInit) => Promise<Response>
