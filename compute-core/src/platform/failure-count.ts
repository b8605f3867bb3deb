interface Count {
  failures: number
  untilMs: number
}

/** Failures by key within a time that begins with the first of them. */
export interface FailureCount {
  /** The failures of `key` so far, and how long they still count. */
  of(key: string, nowMs: number): { failures: number; untilMs: number }
  add(key: string, nowMs: number): void
  forget(key: string): void
}

/** Counts at most `maxKeys` keys: where there are more, the one that has stood longest is forgotten, so that nobody fills the memory. */
export function failureCount({ windowMs, maxKeys }: { windowMs: number; maxKeys: number }): FailureCount {
  const counts = new Map<string, Count>()
  const current = (key: string, nowMs: number): Count => {
    const count = counts.get(key)
    return count !== undefined && nowMs < count.untilMs ? count : { failures: 0, untilMs: nowMs + windowMs }
  }
  return {
    of: current,
    add(key, nowMs) {
      const { failures, untilMs } = current(key, nowMs)
      counts.delete(key)
      if (counts.size >= maxKeys) counts.delete(counts.keys().next().value!)
      counts.set(key, { failures: failures + 1, untilMs })
    },
    forget: (key) => void counts.delete(key),
  }
}
