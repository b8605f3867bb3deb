import type { AuditRow } from './audit-entry.ts'

/** So many of one kind stand by themselves within a minute. */
const mostByThemselves = 10
const spanMs = 60_000

/** What one caller comes to nothing with again and again. */
export interface Repeats {
  /** Whether the row is one of too many of its kind, and is told of with the others of its minute. */
  holds(row: AuditRow): boolean
  /** Tells what is held now. */
  tell(): void
}

/**
 * Keeps a loop of requests that are refused, or fail, from filling the audit. Of one action of one caller the first ones of a minute stand by
 * themselves; the others are one row, the last of them, that says how many they were.
 */
export function repeats(write: (row: AuditRow) => void): Repeats {
  const kinds = new Map<string, { seen: number; held: AuditRow | undefined }>()
  let timer: NodeJS.Timeout | undefined

  function tell(): void {
    clearTimeout(timer)
    timer = undefined
    const held = [...kinds.values()].flatMap((kind) => kind.held ?? [])
    kinds.clear()
    for (const row of held) write(row)
  }

  return {
    holds(row) {
      if (row.outcome === 'success') return false
      const key = JSON.stringify([row.user_id, row.service, row.action, row.outcome])
      const kind = kinds.get(key) ?? { seen: 0, held: undefined }
      kinds.set(key, kind)
      timer ??= setTimeout(tell, spanMs).unref()
      if (++kind.seen <= mostByThemselves) return false
      kind.held = { ...row, times: (kind.held?.times ?? 0) + 1 }
      return true
    },
    tell,
  }
}
