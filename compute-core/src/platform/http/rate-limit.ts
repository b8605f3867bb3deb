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

/** Who was held back lately. */
export interface HeldBack {
  of: 'user' | 'project'
  id: string
  times: number
  lastAt: Date
}

/** Remembers who was held back, the latest of them. */
export interface HeldBackList {
  note(of: HeldBack['of'], id: string): void
  /** The latest first. */
  latest(): readonly HeldBack[]
}

const mostRemembered = 100

/** A memory of who was held back, for as long as the process runs. */
export function heldBackList(): HeldBackList {
  const held = new Map<string, HeldBack>()
  return {
    note(of, id) {
      const key = `${of} ${id}`
      const times = (held.get(key)?.times ?? 0) + 1
      // Told anew it is the latest: a map keeps the order in which its keys came.
      held.delete(key)
      held.set(key, { of, id, times, lastAt: new Date() })
      if (held.size > mostRemembered) held.delete(held.keys().next().value!)
    },
    latest: () => [...held.values()].toReversed(),
  }
}

/** Counts a request of this caller, and refuses one too many with the time until the next is taken. */
export type AssertWithinRate = (caller: Pick<Caller, 'userId' | 'projectId'>) => Promise<void>

/** Limits requests by `budgets`; each process counts for itself, and forgets when it ends. */
export function rateLimit(
  { per_user: user, per_project: project }: RateBudgets,
  heldBack?: HeldBackList,
): AssertWithinRate {
  const ofUser = user && limiterOf(user)
  const ofProject = project && limiterOf(project)
  return async ({ userId, projectId }) => {
    if (ofUser) await consume(ofUser, userId, 'user', heldBack)
    if (ofProject && projectId !== null) await consume(ofProject, projectId, 'project', heldBack)
  }
}

const limiterOf = ({ requests, seconds }: RateBudget) => new RateLimiterMemory({ points: requests, duration: seconds })

async function consume(
  limiter: RateLimiterMemory,
  key: string,
  whose: HeldBack['of'],
  heldBack: HeldBackList | undefined,
): Promise<void> {
  try {
    await limiter.consume(key)
  } catch (refused) {
    if (!(refused instanceof RateLimiterRes)) throw refused
    heldBack?.note(whose, key)
    const retryAfterSeconds = Math.max(1, Math.ceil(refused.msBeforeNext / 1000))
    const allowed = `${limiter.points} requests in ${limiter.duration} s`
    const message = `Rate limit of your ${whose} exceeded: ${allowed}. Retry in ${retryAfterSeconds} s.`
    throw new CloudError({ kind: 'rate-limited', message, retryAfterSeconds })
  }
}
