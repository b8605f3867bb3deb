import type { HostRequest } from './host-request.ts'
import type { HostState } from './host-state.ts'

/** What a filter says of a host: that it will do, or why it will not. */
export type Verdict = { fits: true } | { fits: false; because: string; told?: string }

/** One rule that a host must meet. No I/O, no clock: a host and a request in, a verdict out. */
export interface HostFilter {
  name: string
  check(host: HostState, request: HostRequest): Verdict
}

export const fits: Verdict = { fits: true }

/**
 * Refuses a host; equal reasons are counted together, so a host's name does not belong into one. `told` is what whoever asked for the
 * server reads, where `because` has what only administrators may know: names of others' flavors, what aggregates say.
 */
export const rejects = (because: string, told?: string): Verdict => ({
  fits: false,
  because,
  ...(told !== undefined && { told }),
})
