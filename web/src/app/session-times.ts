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
  /** The cloud has refused to renew it so close to its end: it has lasted as long as a session may. */
  isLongest: boolean
}

/** Whether a renewal that is refused at this moment is so because the session has lasted as long as it may: before, there was little to gain. */
export const isNearEnd = ({ nowMs, expiresMs }: Pick<Moment, 'nowMs' | 'expiresMs'>): boolean =>
  expiresMs - nowMs < warnBeforeMs

/** What is to be done for a session now. */
export function nextStep({
  nowMs,
  expiresMs,
  lastActiveMs,
  lastRenewalMs,
  isLongest,
}: Moment): 'nothing' | 'renew' | 'warn' | 'warn of the end' | 'over' {
  const leftMs = expiresMs - nowMs
  if (leftMs <= 0) return 'over'
  const isAtWork = nowMs - lastActiveMs < renewBeforeMs / 2
  if (isLongest) return 'warn of the end'
  if (leftMs < renewBeforeMs && isAtWork && nowMs - lastRenewalMs >= betweenRenewalsMs) return 'renew'
  return isNearEnd({ nowMs, expiresMs }) ? 'warn' : 'nothing'
}
