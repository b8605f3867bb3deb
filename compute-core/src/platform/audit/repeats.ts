import type { AuditRow } from './audit-entry.ts'

/** So many of one kind stand by themselves within a minute. */
const mostByThemselves = 10
/** Of what is told together, so many targets are told apart. */
const mostTargets = 10
const spanMs = 60_000

/** What one caller comes to nothing with again and again. */
export interface Repeats {
  /** Whether the row is one of too many of its kind, and is told of with the others of its minute. */
  holds(row: AuditRow): boolean
  /** Tells what is held now. */
  tell(): void
}

/**
 * Keeps a loop of requests that are refused, or fail, from filling the audit. The first ones of a minute stand by themselves; the others are
 * rows that say in `times` how many requests each stands for: requests of one user (or of nobody who is known) from one address and for one
 * project, which asked for the same action and ended with the same outcome. Such a row is for one target, as long as the caller tries few;
 * the row of all targets beyond those names none. Its time, request id, path, status and message are those of the last request.
 */
export function repeats(write: (row: AuditRow) => void): Repeats {
  const kinds = new Map<string, { seen: number; held: Map<string, AuditRow> }>()
  let timer: NodeJS.Timeout | undefined

  function tell(): void {
    clearTimeout(timer)
    timer = undefined
    const held = [...kinds.values()].flatMap((kind) => [...kind.held.values()])
    kinds.clear()
    for (const row of held) write(row)
  }

  return {
    holds(row) {
      if (row.outcome === 'success') return false
      const key = kindOf(row)
      const kind = kinds.get(key) ?? { seen: 0, held: new Map<string, AuditRow>() }
      kinds.set(key, kind)
      timer ??= setTimeout(tell, spanMs).unref()
      if (++kind.seen <= mostByThemselves) return false
      add(kind.held, row)
      return true
    },
    tell,
  }
}

/** Of somebody whom nobody knows there is no name: people type passwords where it belongs. Their address tells them apart. */
const kindOf = ({ user_id, project_id, address, service, action, outcome }: AuditRow): string =>
  JSON.stringify([user_id, project_id, address, service, action, outcome])

function add(held: Map<string, AuditRow>, row: AuditRow): void {
  const target = JSON.stringify([row.target_kind, row.target_id ?? row.target_name])
  const isToldApart = held.has(target) || held.size < mostTargets
  const key = isToldApart ? target : ofOthers
  const last = isToldApart ? row : { ...row, target_id: null, target_name: null }
  held.set(key, { ...last, times: (held.get(key)?.times ?? 0) + 1 })
}

/** No target is called so. */
const ofOthers = ''
