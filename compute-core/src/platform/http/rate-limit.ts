import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import { CloudError } from '#platform/errors'
import type { Caller } from './caller.ts'

/** How many requests in how many seconds. */
export interface RateBudget {
  requests: number
  seconds: number
}

/** What each user and each project may ask in a time; what is not said is not limited. */
export interface RateBudgets {
  per_user?: RateBudget | undefined
  per_project?: RateBudget | undefined
}

/** Counts a request of this caller, and refuses one too many with the time until the next is taken. */
export type AssertWithinRate = (caller: Pick<Caller, 'userId' | 'projectId'>) => Promise<void>

/** Limits requests by `budgets`; each process counts for itself, and forgets when it ends. */
export function rateLimit({ per_user: user, per_project: project }: RateBudgets): AssertWithinRate {
  const ofUser = user && limiterOf(user)
  const ofProject = project && limiterOf(project)
  return async ({ userId, projectId }) => {
    if (ofUser) await consume(ofUser, userId, 'your user')
    if (ofProject && projectId !== null) await consume(ofProject, projectId, 'your project')
  }
}

const limiterOf = ({ requests, seconds }: RateBudget) => new RateLimiterMemory({ points: requests, duration: seconds })

async function consume(limiter: RateLimiterMemory, key: string, whose: string): Promise<void> {
  try {
    await limiter.consume(key)
  } catch (refused) {
    if (!(refused instanceof RateLimiterRes)) throw refused
    const retryAfterSeconds = Math.max(1, Math.ceil(refused.msBeforeNext / 1000))
    const allowed = `${limiter.points} requests in ${limiter.duration} s`
    const message = `Rate limit of ${whose} exceeded: ${allowed}. Retry in ${retryAfterSeconds} s.`
    throw new CloudError({ kind: 'rate-limited', message, retryAfterSeconds })
  }
}
