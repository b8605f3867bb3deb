import { CloudError } from '#platform/errors'
import type { Clock } from '#platform/clock'
import type { Log } from '#platform/log'
import { failureCount } from '#platform/failure-count'
import { networkOf } from '#platform/http/network-of'

/** Whose secret is tried, and from where. */
export interface Attempt {
  /** `user:<id>`, or what was said of somebody who does not exist. */
  account: string
  /** For the log; undefined for an account that does not exist: people type passwords where their name belongs. */
  user?: { id: string; name: string } | undefined
  /** Where the client is; undefined for a request that came from inside this process, which is not limited. */
  address: string | undefined
  requestId: string
  /** The user's option `ignore_lockout_failure_attempts`: failures of others do not make it harder for them. */
  isExempt?: boolean | undefined
}

/** Slows the guessing of passwords and other secrets. */
export interface SignInGuard {
  /**
   * The answer of `check`, which says whether the secret was right: counted when it was wrong, and a 429 after too many that were,
   * also for a right one, so that more guesses at a time learn no more.
   */
  attempt(attempt: Attempt, check: () => Promise<boolean>): Promise<boolean>
}

const minuteMs = 60_000
/** How long a failure counts. */
const windowMs = 5 * minuteMs
const maxKeys = 10_000
/** Wrong secrets for one account from one address. */
const maxOfPair = 10
/** The same while the account is being attacked from many addresses, where it was not signed in to lately. */
const maxOfStranger = 3
/** Wrong secrets for one account from all addresses where it was not signed in to lately, from which on it counts as attacked. */
const attackedFrom = 50
/** Wrong secrets for any account from one address where they were not signed in to lately. */
const maxOfAddress = 100
/** How long an address where somebody signed in is theirs. */
const familiarMs = 24 * 60 * minuteMs

/**
 * A guard that counts by account and address. No number of failures from elsewhere refuses the rightful person: an address always has a
 * few attempts of its own, and one where they signed in within a day is not affected by others at all. Each process counts for itself.
 */
export function signInGuard({ clock, log }: { clock: Clock; log: Log }): SignInGuard {
  const ofPairs = failureCount({ windowMs, maxKeys })
  const ofAddresses = failureCount({ windowMs, maxKeys })
  const ofAccounts = failureCount({ windowMs, maxKeys })
  // A success is counted as one "failure" of this: it is the same memory of keys with an end.
  const familiar = failureCount({ windowMs: familiarMs, maxKeys })

  return {
    async attempt(attempt, check) {
      const { account, address } = attempt
      if (address === undefined) return check()
      const network = networkOf(address)
      const pair = JSON.stringify([account, network])
      assertFew()
      const isRight = await check()
      // Those that were checked at the same time have been counted meanwhile.
      assertFew()
      const nowMs = clock.now().getTime()
      if (isRight) {
        ofPairs.forget(pair)
        familiar.forget(pair)
        familiar.add(pair, nowMs)
        return true
      }
      const isStranger = familiar.of(pair, nowMs).failures === 0
      ofPairs.add(pair, nowMs)
      if (isStranger) {
        ofAddresses.add(network, nowMs)
        ofAccounts.add(account, nowMs)
      }
      const { failures } = ofPairs.of(pair, nowMs)
      log.warn({ ...audited(attempt), failures }, 'sign-in refused: wrong secret')
      return false

      function assertFew(): void {
        const nowMs = clock.now().getTime()
        const isStranger = familiar.of(pair, nowMs).failures === 0
        const isAttacked = isStranger && !attempt.isExempt && ofAccounts.of(account, nowMs).failures >= attackedFrom
        const byPair = ofPairs.of(pair, nowMs)
        if (byPair.failures >= (isAttacked ? maxOfStranger : maxOfPair)) throw tooMany(byPair.untilMs - nowMs, attempt)
        const byAddress = ofAddresses.of(network, nowMs)
        if (isStranger && byAddress.failures >= maxOfAddress) throw tooMany(byAddress.untilMs - nowMs, attempt)
      }
    },
  }

  function tooMany(ms: number, attempt: Attempt) {
    const retryAfterSeconds = Math.max(1, Math.ceil(ms / 1000))
    log.warn({ ...audited(attempt), retryAfterSeconds }, 'sign-in not checked: too many wrong secrets')
    const message = `Too many failed sign-ins from here. Retry in ${retryAfterSeconds} s.`
    return new CloudError({ kind: 'rate-limited', message, retryAfterSeconds })
  }
}

const audited = ({ user, address, requestId }: Attempt) => ({
  audit: 'sign-in',
  user: user ?? 'unknown',
  address,
  requestId,
})
