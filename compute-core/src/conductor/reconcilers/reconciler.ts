import type { Reports } from '../agent-reports.ts'
import type { Conductor } from '../conductor.ts'

/** What reconcilers work with: what flows do, and what hosts said last. */
export interface ReconcilerIo extends Conductor {
  reports: Pick<Reports, 'latest'>
}

/**
 * Mends one kind of drift. It takes no hint of what changed: woken by an event or the clock it looks at everything, so a lost event
 * costs time and never truth. Running it twice, or in two processes at once, is running it once.
 */
export interface Reconciler {
  name: string
  everyMs: number
  /** Whether each process that carries flows has a look of its own; others are looked for by one of them. */
  everywhere?: boolean
  /** Whether `wake` means it too, besides its clock. */
  wakes?: boolean
  /** Answers how many things it has mended, where it counts them. */
  run(io: ReconcilerIo): Promise<number | void>
}
