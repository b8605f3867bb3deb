/** How something that looks for drift does, since the process has begun. */
export interface ReconcilerFigures {
  name: string
  everyMs: number
  isRunning: boolean
  runs: number
  /** What it has mended in all of them; null for one that does not count. */
  mendedInAll: number | null
  failures: number
  /** Null before its first run has ended. */
  last: { at: Date; tookMs: number; mended: number | null; error: string | null } | null
  /** Null while it runs. */
  nextAt: Date | null
}
