import type { Caller } from '#platform/http/caller'

interface Known {
  caller: Caller
  untilMs: number
}

/** How long another process's revocation may take to be seen here. */
const memoryMs = 2000
const maxCallers = 10_000

/** Callers looked up a moment ago, so that a burst of requests under one token asks the database once. */
export function callerCache() {
  const known = new Map<string, Known>()
  let epoch = 0
  return {
    find(key: string, nowMs: number): Caller | undefined {
      const hit = known.get(key)
      return hit !== undefined && nowMs < hit.untilMs ? hit.caller : undefined
    },
    /** Remembers what a look-up that begins now will find, unless everything is forgotten before it ends. */
    begin(key: string) {
      const begunIn = epoch
      return (caller: Caller, nowMs: number, expiresMs: number): void => {
        if (begunIn !== epoch) return
        if (known.size >= maxCallers) known.clear()
        known.set(key, { caller, untilMs: Math.min(nowMs + memoryMs, expiresMs) })
      }
    },
    forget(): void {
      epoch++
      known.clear()
    },
  }
}
