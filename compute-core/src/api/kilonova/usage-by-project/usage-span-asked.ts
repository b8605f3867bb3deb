import type { UsageSpan } from '#domain/quota/usage-span'
import { invalid } from '#platform/errors'
import { readTime, timeValue } from '#platform/service/fields'
import type { ParameterRule } from '#platform/service/query-rule'
import type { RequestContext } from '../../route.ts'

const dayMs = 86_400_000
const mostDays = 400

/** The parameters of a span. */
export const spanParameters = {
  start: { value: timeValue, once: true, summary: 'From when on; 30 days before the end by default.' },
  end: { value: timeValue, once: true, summary: 'Until when; now by default, and at the latest.' },
} satisfies Record<string, ParameterRule>

/** The span that is asked about, which ends now at the latest. */
export function spanAsked({ query }: RequestContext, now: Date): UsageSpan {
  const end = readTime(query.one('end') ?? '') ?? now
  const stop = end > now ? now : end
  const start = readTime(query.one('start') ?? '') ?? new Date(stop.getTime() - 30 * dayMs)
  if (start >= stop) throw invalid('start must be before the end, and in the past.', 'start')
  if (stop.getTime() - start.getTime() > mostDays * dayMs)
    throw invalid(`The span must be ${mostDays} days at most.`, 'start')
  return { start, stop }
}
