import { wholeNumber, yesOrNo } from './parse.ts'
import { fromFlavor } from './reconcile.ts'
import type { GuestOptionSource } from './option-text.ts'

/** How much randomness the guest may take from the host; undefined where the flavor allows it none. */
export function readRandomness(source: GuestOptionSource) {
  if (fromFlavor('hw_rng:allowed', yesOrNo)(source) === false) return undefined
  const bytes = fromFlavor('hw_rng:rate_bytes', wholeNumber(0))(source)
  const periodMs = fromFlavor('hw_rng:rate_period', wholeNumber(0))(source)
  // Without bytes there is no rate, and none of 0 bytes.
  return { rate: bytes ? { bytes, periodMs: periodMs || undefined } : undefined }
}
