import type { QuotaLimits } from '#domain/quota/quota'
import { overQuota } from '#platform/errors'

/** Refuses more pairs of metadata than a server may have. */
export function refuseManyPairs(
  { metadata_items: most }: QuotaLimits,
  metadata: Readonly<Record<string, string>>,
): void {
  const pairs = Object.keys(metadata).length
  if (most >= 0 && pairs > most) throw overQuota(`A server has at most ${most} pairs of metadata, ${pairs} were sent.`)
}
