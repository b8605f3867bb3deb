/** One step as a bar. */
export interface GanttStep {
  /** Tells it apart. */
  name: string
  label: string
  startedAt: string
  /** Null while it runs. */
  finishedAt: string | null
  outcome: 'running' | 'done' | 'failed'
  host?: string | null | undefined
  /** What went wrong. */
  details?: string | null | undefined
}

/** Where a bar stands on the axis, in per cent of the whole. */
interface Bar {
  step: GanttStep
  left: number
  width: number
  ms: number
}

/** The bars of steps on an axis from the first beginning to `to`, or to the last end where that is later. Clocks may be a little apart. */
export function spans(steps: readonly GanttStep[], from: number, to: number): { bars: Bar[]; totalMs: number } {
  const endOf = ({ finishedAt }: GanttStep) => (finishedAt === null ? to : Date.parse(finishedAt))
  const begin = Math.min(from, ...steps.map(({ startedAt }) => Date.parse(startedAt)))
  const end = Math.max(to, ...steps.map(endOf))
  const totalMs = Math.max(1, end - begin)
  const bars = steps.map((step) => {
    const start = Date.parse(step.startedAt)
    const ms = Math.max(0, endOf(step) - start)
    const left = ((start - begin) / totalMs) * 100
    return { step, left, width: Math.min(100 - left, (ms / totalMs) * 100), ms }
  })
  return { bars, totalMs }
}
