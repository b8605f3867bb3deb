/** How long before its end a session is renewed where somebody works, and how long before it that is said where nobody does. */
const renewBeforeMs = 30 * 60_000
const warnBeforeMs = 5 * 60_000
/** A renewal that was refused is not asked for again at once. */
const betweenRenewalsMs = 60_000

interface Moment {
  nowMs: number
  expiresMs: number
  /** When somebody last typed or clicked here. */
  lastActiveMs: number
  lastRenewalMs: number
}

/** What is to be done for a session now. */
export function nextStep({
  nowMs,
  expiresMs,
  lastActiveMs,
  lastRenewalMs,
}: Moment): 'nothing' | 'renew' | 'warn' | 'over' {
  const leftMs = expiresMs - nowMs
  if (leftMs <= 0) return 'over'
  const isAtWork = nowMs - lastActiveMs < renewBeforeMs / 2
  if (leftMs < renewBeforeMs && isAtWork && nowMs - lastRenewalMs >= betweenRenewalsMs) return 'renew'
  return leftMs < warnBeforeMs ? 'warn' : 'nothing'
}
