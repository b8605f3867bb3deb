import type { MiddlewareHandler } from 'hono'
import { failed } from '#agent/commands/command-wire'
import { systemClock, type Clock } from '#platform/clock'
import { CloudError } from '#platform/errors'
import { failureCount } from '#platform/failure-count'
import { networkOf } from '#platform/http/network-of'
import type { WireEnv } from '#platform/wire/peer'

const windowMs = 60_000
/** Joins of one network that were refused: a person types, a program that sets machines up tries again. */
const mostOfNetwork = 20

/**
 * Refuses joins for up to a minute from where too many were refused on their merits. Each process counts for itself, and there is no bound
 * on all of them: a token cannot be guessed, and nobody must keep others from joining.
 */
export function joinGuard(clock: Clock = systemClock): MiddlewareHandler<WireEnv> {
  const ofNetworks = failureCount({ windowMs, maxKeys: 10_000 })
  return async (c, next) => {
    const network = networkOf(c.env.origin?.address ?? '')
    const nowMs = clock.now().getTime()
    const { failures, untilMs } = ofNetworks.of(network, nowMs)
    if (failures >= mostOfNetwork) {
      const retryAfterSeconds = Math.max(1, Math.ceil((untilMs - nowMs) / 1000))
      const message = `Too many joins from here were refused. Retry in ${retryAfterSeconds} s.`
      const refusal = failed(new CloudError({ kind: 'rate-limited', message, retryAfterSeconds }))
      return c.json(refusal, 429, { 'retry-after': String(retryAfterSeconds) })
    }
    await next()
    // A database that is away is nobody's fault.
    if (c.res.status >= 400 && c.res.status < 500) ofNetworks.add(network, nowMs)
    return undefined
  }
}
