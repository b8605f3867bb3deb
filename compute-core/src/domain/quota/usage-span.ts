/** A time that a server existed, as far as it lies within the span that is asked about. */
export interface UsageSpan {
  start: Date
  stop: Date
}

/** Hours of `lifetime` that lie within `span`; a server that still runs lasts to the span's end. */
export function hoursWithin(span: UsageSpan, lifetime: { from: Date; to: Date | null }): number {
  const from = Math.max(span.start.getTime(), lifetime.from.getTime())
  const to = Math.min(span.stop.getTime(), lifetime.to?.getTime() ?? Infinity)
  return Math.max(0, to - from) / 3_600_000
}
